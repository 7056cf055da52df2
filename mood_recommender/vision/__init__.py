"""What a face says: from the bytes of a photo to readings. No Flask and no database in here."""

import cv2

# Photos are read side by side, each on one core; OpenCV's own threads would only get in the way,
# and let the last digits of an answer depend on who finished first.
cv2.setNumThreads(1)
