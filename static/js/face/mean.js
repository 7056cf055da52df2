// One reading out of several: of a face over the last frames, or of all faces of a photo.

const mean = (rows) =>
  Object.fromEntries(
    Object.keys(rows[0]).map((name) => [
      name,
      rows.reduce((sum, row) => sum + row[name], 0) / rows.length,
    ]),
  );

const likeliest = (moods) =>
  Object.keys(moods).reduce((best, mood) => (moods[mood] > moods[best] ? mood : best));

// Takes faces of the API; returns one like them, without a box. It is certain when most of them
// are, and of the same mood. The server does the same; tests/means.json holds both to it.
export function meanFace(faces) {
  const moods = mean(faces.map((face) => face.moods));
  const emotions = mean(faces.map((face) => face.emotions));
  const mood = likeliest(moods);
  const agreeing = faces.filter((face) => face.certain && face.mood === mood);
  const certain = agreeing.length * 2 > faces.length;
  return { emotions, moods, mood, confidence: moods[mood], certain };
}
