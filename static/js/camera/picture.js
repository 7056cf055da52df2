// Pictures become JPEGs no larger than a reading needs, so that a phone sends kilobytes.
// A photo is judged by the size that it has before.

import { isCanvasHonest } from "./canvas.js";
import { Problem } from "../viewer/problem.js";
import { settings, text } from "../viewer/texts.js";

const LONGEST_SIDE = 1280;

const scaleOf = ({ width, height }, longestSide) =>
  Math.min(1, longestSide / Math.max(width, height));

// Draws a video frame or a bitmap of width x height, upright and unmirrored, into a JPEG blob;
// null when the browser cannot.
export function toJpeg(source, width, height, longestSide = LONGEST_SIDE) {
  if (!isCanvasHonest()) return null;
  const scale = scaleOf({ width, height }, longestSide);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d");
  context.fillStyle = "white"; // under transparent pictures, as on the server
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
}

// Shrinks a chosen file. What this browser cannot decode or draw goes to the server as it is.
export async function shrink(file) {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (bitmap) checkSize(bitmap);
  const picture = bitmap && (await toJpeg(bitmap, bitmap.width, bitmap.height));
  if (picture) return picture;
  if (file.size <= settings.max_bytes) return file;
  throw new Problem(text("photo_too_large", { limit: settings.max_bytes / 2 ** 20 }));
}

function checkSize({ width, height }) {
  const narrowest = Math.min(width, height) * scaleOf({ width, height }, LONGEST_SIDE);
  if (narrowest < settings.min_side) throw new Problem(text("too_small", { width, height }));
}
