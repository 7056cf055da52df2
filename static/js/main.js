// The live page: joins the three ways in to the reading and the movies. The forms work without any
// of this; here they answer without loading the page anew.

import { readPhoto } from "./api.js";
import { isCameraOn, startCamera, stopCamera, takePicture } from "./camera.js";
import { showMovies } from "./movies.js";
import { shrink } from "./picture.js";
import { Problem } from "./problem.js";
import { showReading } from "./reading.js";
import { announce, attempt } from "./status.js";
import { settings, text } from "./texts.js";

const COUNTDOWN_S = 3;
const byId = (id) => document.getElementById(id);

async function read(photo) {
  announce(text("reading"));
  const reading = await readPhoto(photo);
  if (!reading.faces.length) throw new Problem(text("no_face"));
  const follow = ({ mood }) => attempt(() => showMovies({ mood }));
  showReading(photo, reading, follow);
  await showMovies({ mood: reading.faces[0].mood });
  byId("mood-heading").focus();
  byId("reading").scrollIntoView();
}

async function takeSnapshot() {
  if (isCameraOn()) {
    hurry();
    return;
  }
  byId("snapshot").disabled = true; // a second request would leave a camera running
  announce(text("camera_starting"));
  await startCamera().finally(() => (byId("snapshot").disabled = false));
  byId("camera-off").hidden = false;
  announce(text("countdown"));
  await countDown();
  if (!isCameraOn()) return;
  const picture = await takePicture();
  turnCameraOff();
  await read(picture);
}

let hurry = () => {}; // ends the countdown at once

async function countDown() {
  const hurried = new Promise((done) => (hurry = done));
  const second = () => new Promise((done) => setTimeout(done, 1000));
  for (let left = COUNTDOWN_S; left > 0; left -= 1) {
    byId("countdown").textContent = left;
    await Promise.race([second(), hurried]);
  }
  byId("countdown").textContent = "";
}

function turnCameraOff() {
  stopCamera();
  hurry();
  byId("camera-off").hidden = true;
  announce("");
}

async function readFile(file) {
  announce(text("reading"));
  await read(await shrink(file));
}

async function followForm(form, button) {
  const asked = Object.fromEntries(new FormData(form, button));
  const exclude = asked.exclude ? asked.exclude.split(",") : [];
  if (form.closest(".ways-in")) byId("reading").hidden = true;
  await showMovies({ ...asked, exclude });
  byId("movies-heading").focus();
  byId("movies").scrollIntoView();
}

async function surprise() {
  const moods = Object.keys(settings.moods);
  byId("reading").hidden = true;
  await showMovies({ mood: moods[Math.floor(Math.random() * moods.length)] });
  byId("movies-heading").focus();
}

byId("snapshot").addEventListener("click", () => attempt(takeSnapshot));
byId("camera-off").addEventListener("click", turnCameraOff);
byId("photo").addEventListener("change", ({ target }) => {
  const [file] = target.files;
  target.value = ""; // so that the same file can be chosen again
  if (file) attempt(() => readFile(file));
});
const photoWay = byId("photo-way");
photoWay.addEventListener("dragover", (event) => event.preventDefault());
photoWay.addEventListener("drop", (event) => {
  event.preventDefault();
  const [file] = event.dataTransfer.files;
  if (file) attempt(() => readFile(file));
});
document.addEventListener("submit", (event) => {
  const { target, submitter } = event;
  if (target.matches('[action$="/movies"]')) attempt(() => followForm(target, submitter));
  else if (target.matches('[action$="/surprise"]')) attempt(surprise);
  else return;
  event.preventDefault();
});
