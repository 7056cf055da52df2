// Browsers that resist fingerprinting give noise, or white, for what was drawn on a canvas.

const COLOUR = [20, 120, 230];
const TOLERANCE = 8; // some change the last bits of a pixel only, which no reading notices

// Whether a pixel comes out of a canvas as it went in.
export function isCanvasHonest() {
  const context = document.createElement("canvas").getContext("2d");
  context.fillStyle = `rgb(${COLOUR})`;
  context.fillRect(0, 0, 1, 1);
  try {
    const { data } = context.getImageData(0, 0, 1, 1);
    return COLOUR.every((value, index) => Math.abs(data[index] - value) <= TOLERANCE);
  } catch {
    return false; // refused altogether
  }
}
