// The live page: joins the ways in to the reading and the movies. The forms work without any of
// this; here they answer without loading the page anew.

import { readPhoto } from "./api.js";
import { offerHeatmap, toggleHeatmap } from "../face/heatmap.js";
import { isLive } from "../camera/live.js";
import { startLiveView, stopLiveView } from "../camera/live_view.js";
import { exportChoices } from "../movies/choices_panel.js";
import {
  filterMovies,
  forgetChoices,
  hideMovies,
  isUsedUp,
  openList,
  refreshChoices,
  showOthers,
} from "../movies/movies.js";
import { byId, lead } from "./page.js";
import { shrink } from "../camera/picture.js";
import { Problem } from "./problem.js";
import { hideReading, showCorrection, showFace, showPicture } from "../face/reading.js";
import { cancelSnapshot, takeSnapshot } from "../camera/snapshot.js";
import { announce, attempt } from "./status.js";
import { settings, text } from "./texts.js";

// What an earlier photo brought must not stand there as the answer to this one.
async function read(awaitedPhoto) {
  hideReading();
  hideMovies();
  announce(text("reading"));
  const photo = await awaitedPhoto;
  const reading = await readPhoto(photo);
  if (!reading.faces.length) throw new Problem(text("no_face"));
  showReading(photo, reading, reading.faces[0]);
  await openList({ mood: reading.faces[0].mood });
  lead("mood-heading");
}

function showReading(photo, reading, face) {
  const choose = (other) => {
    showReading(photo, reading, other);
    attempt(() => openList({ mood: other.mood }));
  };
  showPicture(photo);
  showFace(reading, face, choose);
  offerHeatmap(face.box ? photo : null, reading.faces.indexOf(face));
}

async function readFile(file) {
  stopLiveView();
  await read(shrink(file));
}

async function snapshot() {
  stopLiveView();
  const picture = await takeSnapshot();
  if (picture) await read(picture);
}

async function toggleLive() {
  if (!isLive()) {
    cancelSnapshot();
    await startLiveView();
    return;
  }
  keepLastFrame();
  byId("live").focus();
}

function keepLastFrame() {
  const frame = stopLiveView();
  if (frame) showReading(frame.photo, frame.reading, frame.reading.faces[0]);
}

async function pick(form, button) {
  const { mood, intent } = Object.fromEntries(new FormData(form, button));
  const isCorrection = Boolean(form.closest("#reading"));
  if (isCorrection) keepLastFrame();
  if (form.closest(".ways-in")) leaveReading();
  await openList({ mood, intent });
  if (isCorrection) showCorrection(mood);
  lead("movies-heading");
}

async function surprise() {
  const moods = Object.keys(settings.moods);
  leaveReading();
  await openList({ mood: moods[Math.floor(Math.random() * moods.length)] });
  lead("movies-heading");
}

function leaveReading() {
  stopLiveView();
  hideReading();
}

async function showMore({ elements: { mood, intent } }) {
  if (isUsedUp()) await openList({ mood: mood.value, intent: intent.value });
  else await showOthers();
  lead("movies-heading");
}

function answer({ target, submitter }) {
  if (target.id === "others") return () => showMore(target);
  if (target.matches('[action$="/movies"]')) return () => pick(target, submitter);
  if (target.matches('[action$="/surprise"]')) return surprise;
  return null;
}

document.addEventListener("submit", (event) => {
  const job = answer(event);
  if (!job) return;
  event.preventDefault();
  attempt(job);
});

byId("snapshot").addEventListener("click", () => attempt(snapshot));
byId("camera-off").addEventListener("click", () => {
  cancelSnapshot();
  announce("");
  byId("snapshot").focus();
});
byId("live").addEventListener("click", () => attempt(toggleLive));
byId("live-stop").addEventListener("click", () => attempt(toggleLive));
byId("heatmap").addEventListener("click", () => attempt(toggleHeatmap));
byId("photo").addEventListener("change", ({ target }) => {
  const [file] = target.files;
  if (file) attempt(() => readFile(file));
  target.value = ""; // so that the same file can be chosen again
});
byId("photo-way").addEventListener("dragover", (event) => event.preventDefault());
byId("photo-way").addEventListener("drop", (event) => {
  event.preventDefault();
  const [file] = event.dataTransfer.files;
  if (file) attempt(() => readFile(file));
});
byId("filters").addEventListener("change", () => attempt(filterMovies));
byId("export-choices").addEventListener("click", exportChoices);
byId("clear-choices").addEventListener("click", forgetChoices);

refreshChoices(); // of an earlier visit

// A page that came with movies gets them dealt anew, so that its cards can be chosen and filtered.
if (!byId("movies").hidden) {
  const { mood, intent } = byId("others").elements;
  attempt(() => openList({ mood: mood.value, intent: intent.value }));
}
