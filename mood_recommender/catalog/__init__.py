"""The movies, the mood lists, and what curators changed; knows nothing of vision and web."""
