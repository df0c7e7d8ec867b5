"""Pictures that people bring: made anew from their pixels before anybody else gets to see them."""
