// The live camera on the page: box and bars follow the face and go with it, the movies follow a
// settled mood.

import { offerHeatmap } from "../face/heatmap.js";
import { isLive, runLive, stopLive } from "./live.js";
import { openList } from "../movies/movies.js";
import { lead } from "../viewer/page.js";
import { PassingProblem } from "../viewer/problem.js";
import { hideReading, showFace, showNoFace, showPicture } from "../face/reading.js";
import { Smoother } from "./smoothing.js";
import { announce, attempt, complain, tell } from "../viewer/status.js";
import { settings, text } from "../viewer/texts.js";

const view = document.getElementById("live-view");
const button = document.getElementById("live");
const stopButton = document.getElementById("live-stop");

let smoother; // of the running session, as all that follows
let last; // the last frame with a face: {photo, reading}
let settled; // the mood whose movies the face has asked for
let said; // why it pauses

function showButtons() {
  button.textContent = text(isLive() ? "live_stop" : "live_start");
  stopButton.hidden = !isLive();
}

export async function startLiveView() {
  smoother = new Smoother();
  [last, settled, said] = [null, null, ""];
  announce(text("camera_starting"));
  const running = runLive(view, { onStart, onReading, onTrouble });
  showButtons();
  try {
    await running;
  } catch (error) {
    if (!isLive()) hideReading(); // without its camera it would stay frozen
    throw error;
  } finally {
    showButtons();
  }
}

// Returns the last frame with a face, {photo, reading}, if there was one.
export function stopLiveView() {
  if (!isLive()) return null;
  stopLive();
  hideReading();
  showButtons();
  announce("");
  return last;
}

// The picture comes at once, so that people can place themselves before it.
function onStart() {
  announce("");
  showCameraAlone("live_looking");
  lead("mood-heading");
}

function showCameraAlone(key) {
  smoother.forget();
  showPicture(null);
  offerHeatmap(null);
  showNoFace(text(key));
}

function onTrouble(sentence) {
  showCameraAlone("live_waiting");
  if (sentence !== said) complain(sentence);
  said = sentence;
}

function onReading(photo, reading) {
  const [face] = reading.faces;
  if (!face) {
    onNoFace();
    return;
  }
  if (said) announce("");
  said = "";
  showLiveFace(reading, smoother.add(face));
  last = { photo, reading };
}

function onNoFace() {
  showCameraAlone("live_looking");
  const sentence = text("live_no_face");
  if (sentence !== said) announce(sentence);
  said = sentence;
}

function showLiveFace(reading, face) {
  showPicture(null);
  offerHeatmap(null);
  showFace(reading, face);
  if (!smoother.hasSettled || !face.certain || face.mood === settled) return;
  settled = face.mood;
  attempt(() => follow(face.mood));
}

// The mood is told last, or the news of its movies would drown it.
async function follow(mood) {
  try {
    await openList({ mood });
  } catch (error) {
    if (mood === settled && error instanceof PassingProblem) settleAnew();
    throw error;
  }
  if (isLive() && mood === settled) tell(settings.sentences[mood]);
}

// The movies are asked for again, but not before the server has had a while to recover.
function settleAnew() {
  settled = null;
  smoother.forget();
}
