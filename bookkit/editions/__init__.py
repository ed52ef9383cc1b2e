"""Sphinx builders that write the pages as notebooks: for readers, for students."""


def setup(app):
    """Sphinx calls this."""
    from .notebook import NotebookBuilder, StudentBuilder

    app.setup_extension("sphinx_markdown_builder")
    app.add_builder(NotebookBuilder)
    app.add_builder(StudentBuilder)
    return {"version": "2", "parallel_read_safe": True, "parallel_write_safe": True}
