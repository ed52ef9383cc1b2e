// Six short IMDB reviews (Maas et al. 2011), two of the book's validation split and four test reviews.
// Written by benchmarks/demos_read_along.py.
Demos.readAlong.reviews = [
  {"name": "manchu", "part": "validation", "positive": false, "text": "The Fiendish Plot of Dr. Fu Manchu (1980). This is hands down the worst film I've ever seen. What a sad way for a great comedian to go out."},
  {"name": "greatest", "part": "validation", "positive": true, "text": "I think it's one of the greatest movies which are ever made, and I've seen many... The book is better, but it's still a very good movie!"},
  {"name": "scary", "part": "test", "positive": true, "text": "I'm warning you -- this movie is not scary. If you're a horror movie fan, especially a Child's Play fan, you'll think it's incredibly funny, but you won't be scared. It's not a bad movie, but it's not scary."},
  {"name": "voted", "part": "test", "positive": true, "text": "I don't care if some people voted this movie to be bad. If you want the Truth this is a Very Good Movie! It has every thing a movie should have. You really should Get this one."},
  {"name": "masterpiece", "part": "test", "positive": false, "text": "Masterpiece. Carrot Top blows the screen away. Never has one movie captured the essence of the human spirit quite like \"Chairman of the Board.\" 10/10... don't miss this instant classic."},
  {"name": "student", "part": "test", "positive": true, "text": "i see hundreds of student films- this is tops. james cox is a fantastic director- he moves the camera, tells the story and uses music in a way that is far advanced for his years. no wonder he got a feature from this film.<br /><br />"},
];
