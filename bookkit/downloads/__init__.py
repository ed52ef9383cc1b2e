"""What the site offers to take along: the book as PDF, and all notebooks as zip."""
