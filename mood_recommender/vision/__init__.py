"""What a face says: from the bytes of a photo to readings. No Flask and no database in here."""
