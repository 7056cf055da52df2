// What the face says: the picture with its boxes, the mood in words, and the bars.

import { clearBoxes, showBoxes } from "./boxes.js";
import { meanFace } from "./mean.js";
import { capitalized, percent, settings, text } from "../viewer/texts.js";

const section = document.getElementById("reading");
const heading = document.getElementById("mood-heading");
const figure = document.getElementById("picture");
const photo = document.getElementById("read-photo");
const faces = document.getElementById("faces");
const unsure = document.getElementById("unsure");
const corrected = document.getElementById("corrected");

export function hideReading() {
  section.hidden = true;
}

// Shows the photo (a blob) that was read; nothing shows the live camera in its place.
export function showPicture(blob) {
  URL.revokeObjectURL(photo.src);
  photo.hidden = !blob;
  if (blob) photo.src = URL.createObjectURL(blob);
  figure.classList.toggle("live", !blob);
}

// Shows one face of a reading, or the mean of all, which has no box; calls onChoice(face) when the
// visitor chooses another.
export function showFace(reading, chosen, onChoice) {
  section.hidden = false;
  section.classList.remove("faceless");
  corrected.hidden = true;
  const all = fromTheLeft(reading.faces);
  showBoxes(reading.image, all, chosen, { label: faceLabel, onChoice });
  showFaceChoice(all, chosen, onChoice);
  heading.textContent = inWords(chosen);
  showUnsure(chosen);
  setBars("mood", chosen.moods);
  setBars("emotion", chosen.emotions);
}

// Shows the camera alone, with a sentence, while it sees no face.
export function showNoFace(sentence) {
  section.hidden = false;
  section.classList.add("faceless");
  clearBoxes();
  heading.textContent = sentence;
}

// The visitor's own word counts more than what was read.
export function showCorrection(mood) {
  heading.textContent = text("corrected", { mood: settings.moods[mood] });
  unsure.hidden = true;
  corrected.hidden = false;
}

// People count themselves in a photo from the left, not by size.
const fromTheLeft = (all) => [...all].sort((one, other) => one.box.left - other.box.left);

function showFaceChoice(all, chosen, onChoice) {
  faces.hidden = all.length < 2 || !onChoice;
  if (faces.hidden) return;
  const question = document.createElement("p");
  question.textContent = text("faces_found", { count: all.length });
  const buttons = [...all, meanFace(all)].map((face, index) => {
    const button = choice(faceLabel(face, index), "button");
    button.setAttribute("aria-pressed", face.box === chosen.box);
    button.addEventListener("click", () => {
      onChoice(face);
      faces.querySelector("[aria-pressed=true]").focus(); // the buttons were made anew
    });
    return button;
  });
  faces.replaceChildren(question, ...buttons);
}

function faceLabel(face, index) {
  const mood = face.certain ? settings.moods[face.mood] : text("not_sure");
  return face.box ? text("face", { number: index + 1, mood }) : text("all_faces", { mood });
}

function choice(label, type) {
  const button = document.createElement("button");
  button.type = type;
  button.className = "btn btn-outline-primary";
  button.textContent = label;
  return button;
}

const byLikelihood = ({ moods }) =>
  Object.keys(moods).sort((one, other) => moods[other] - moods[one]);

function inWords(face) {
  if (face.certain) return settings.sentences[face.mood];
  const [first, second] = byLikelihood(face).map((mood) => settings.moods[mood]);
  return text("unsure", { first, second });
}

function showUnsure(face) {
  unsure.hidden = face.certain;
  const buttons = byLikelihood(face).slice(0, 2).map((mood) => {
    const button = choice(capitalized(settings.moods[mood]), "submit");
    return Object.assign(button, { name: "mood", value: mood });
  });
  unsure.replaceChildren(...buttons);
}

function setBars(kind, probabilities) {
  for (const [name, probability] of Object.entries(probabilities)) {
    const bar = section.querySelector(`.bar-fill.${kind}-${name}`);
    bar.setAttribute("width", `${(probability * 100).toFixed(1)}%`);
    section.querySelector(`[data-bar="${kind}-${name}"]`).textContent = percent(probability);
  }
}
