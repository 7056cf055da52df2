// What the network looked at: the server covers the face piece by piece and tells where that changed
// the answer; here it is drawn over the face.

import { isCanvasHonest } from "../camera/canvas.js";
import { readHeatmap } from "../viewer/api.js";
import { cover, uncover } from "./boxes.js";
import { announce } from "../viewer/status.js";
import { text } from "../viewer/texts.js";

const button = document.getElementById("heatmap");
const note = document.getElementById("heatmap-note");
const COLOUR = [255, 60, 0];
const STRONGEST = 200; // of 255, so that the face shines through

let ask = null; // asks for the heat map of the face that is shown

// Offers the heat map of a face in a photo (a blob), if it can be drawn; nothing takes the offer
// away.
export function offerHeatmap(photo, index) {
  hideHeatmap();
  button.hidden = !photo || !isCanvasHonest();
  ask = () => readHeatmap(photo, index);
}

function hideHeatmap() {
  uncover();
  note.hidden = true;
  button.setAttribute("aria-pressed", "false");
}

export async function toggleHeatmap() {
  if (button.getAttribute("aria-pressed") === "true") {
    hideHeatmap();
    return;
  }
  const asked = ask;
  announce(text("looking"));
  const { box, heatmap } = await asked();
  announce("");
  if (asked !== ask) return; // another face was chosen meanwhile
  cover(box, draw(heatmap));
  note.hidden = false;
  button.setAttribute("aria-pressed", "true");
}

// Rows of numbers in [0, 1] -> a PNG as a data URL.
function draw(rows) {
  const canvas = document.createElement("canvas");
  [canvas.height, canvas.width] = [rows.length, rows[0].length];
  const pixels = rows.flat().flatMap((heat) => [...COLOUR, heat * STRONGEST]);
  const image = new ImageData(new Uint8ClampedArray(pixels), canvas.width, canvas.height);
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas.toDataURL();
}
