"""What of a photo's file is picture: JPEG, PNG, WebP and GIF read for their pixels alone.

Names, colour profiles, thumbnails, texts and previews are left out before anything is decoded:
pixels are good however damaged or large the words around them are. Nothing is decoded in here.
"""
