// What the face says: the photo with its boxes, the mood in words, and the bars.

import { capitalized, percent, settings, text } from "./texts.js";

const SVG = "http://www.w3.org/2000/svg";
const section = document.getElementById("reading");
const heading = document.getElementById("mood-heading");
const photo = document.getElementById("read-photo");
const boxes = document.getElementById("boxes");
const faces = document.getElementById("faces");
const unsure = document.getElementById("unsure");

// Shows a reading of the API and the photo it was made from; calls onChoice(face) when the visitor
// says which of several faces counts.
export function showReading(blob, reading, onChoice) {
  showPhoto(blob);
  boxes.setAttribute("viewBox", `0 0 ${reading.image.width} ${reading.image.height}`);
  const choose = (face) => {
    showFace(reading, face, choose);
    onChoice(face);
  };
  showFace(reading, reading.faces[0], choose);
  section.hidden = false;
}

function showPhoto(blob) {
  URL.revokeObjectURL(photo.src);
  photo.src = URL.createObjectURL(blob);
}

function showFace(reading, chosen, choose) {
  boxes.replaceChildren(...reading.faces.map((face) => box(face, face === chosen)));
  showFaceChoice(reading.faces, chosen, choose);
  heading.textContent = inWords(chosen);
  showUnsure(chosen);
  setBars("mood", chosen.moods);
  setBars("emotion", chosen.emotions);
}

function box({ box: { left, top, right, bottom } }, isChosen) {
  const rectangle = document.createElementNS(SVG, "rect");
  const place = { x: left, y: top, width: right - left, height: bottom - top };
  for (const [name, value] of Object.entries(place)) rectangle.setAttribute(name, value);
  rectangle.classList.add("box");
  rectangle.classList.toggle("box-chosen", isChosen);
  return rectangle;
}

function showFaceChoice(all, chosen, choose) {
  faces.hidden = all.length < 2;
  const question = document.createElement("p");
  question.textContent = text("faces_found", { count: all.length });
  const buttons = all.map((face, index) => {
    const label = text("face", { number: index + 1, mood: settings.moods[face.mood] });
    const one = button(label);
    one.type = "button";
    one.setAttribute("aria-pressed", face === chosen);
    one.addEventListener("click", () => choose(face));
    return one;
  });
  faces.replaceChildren(question, ...buttons);
}

function button(label) {
  const made = document.createElement("button");
  made.className = "btn btn-outline-primary";
  made.textContent = label;
  return made;
}

function likeliest({ moods }) {
  return Object.keys(moods).sort((one, other) => moods[other] - moods[one]);
}

export function inWords(face) {
  if (face.certain) return settings.sentences[face.mood];
  const [first, second] = likeliest(face).map((mood) => settings.moods[mood]);
  return text("unsure", { first, second });
}

function showUnsure(face) {
  unsure.hidden = face.certain;
  const buttons = likeliest(face).slice(0, 2).map((mood) => {
    const one = button(capitalized(settings.moods[mood]));
    one.name = "mood";
    one.value = mood;
    return one;
  });
  unsure.replaceChildren(...buttons);
}

function setBars(kind, probabilities) {
  for (const [name, probability] of Object.entries(probabilities)) {
    const value = section.querySelector(`[data-bar="${kind}-${name}"]`);
    value.textContent = percent(probability);
    section.querySelector(`.bar-fill.${kind}-${name}`).setAttribute("width", percent100(probability));
  }
}

const percent100 = (probability) => `${(probability * 100).toFixed(1)}%`;
