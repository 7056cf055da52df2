// Live reading: about two readings a second, never two in flight. A hidden tab, a slow or lost server
// or an unplugged camera pauses it; it goes on by itself when they are back.

import { readPhoto } from "../viewer/api.js";
import { isCameraOn, startCamera, stopCamera, takePicture } from "./camera.js";
import { Problem } from "../viewer/problem.js";
import { text } from "../viewer/texts.js";
import { happens, wait } from "../viewer/wait.js";

const PERIOD_MS = 500;
const RETRY_MS = 2000;
const SLOW_MS = 3000; // how long an answer may take before the visitor is told
const LONGEST_SIDE = 640; // a frame of about 40 KB still shows a face well

let session = null; // a new object for every start, so that an old loop knows that it is over

export const isLive = () => session !== null;

export function stopLive() {
  session = null;
  stopCamera();
}

// Shows the camera in `video`, calls onStart() and onReading(photo, reading) for every frame that was
// read, onTrouble(sentence) when it has to pause. Throws a Problem when the camera does not start, and
// whatever else goes wrong; either way the camera is off then.
export async function runLive(video, { onStart, onReading, onTrouble }) {
  const own = {};
  session = own;
  const isOver = () => session !== own;
  try {
    await startCamera(video, isOver);
    if (!isOver()) onStart();
    while (!isOver()) {
      const began = performance.now();
      await readFrame(video, { isOver, onReading, onTrouble });
      await wait(PERIOD_MS - (performance.now() - began));
    }
  } finally {
    if (!isOver()) stopLive();
  }
}

async function readFrame(video, { isOver, onReading, onTrouble }) {
  try {
    await wakeUp(video, isOver, onTrouble);
    if (isOver()) return;
    const photo = await takePicture(LONGEST_SIDE);
    const reading = await readPatiently(photo, () => isOver() || onTrouble(text("live_slow")));
    if (!isOver()) onReading(photo, reading);
  } catch (error) {
    if (isOver()) return;
    if (!(error instanceof Problem)) throw error;
    onTrouble(error.message);
    await wait(RETRY_MS);
  }
}

async function readPatiently(photo, onSlow) {
  const slow = setTimeout(onSlow, SLOW_MS);
  try {
    return await readPhoto(photo);
  } finally {
    clearTimeout(slow);
  }
}

async function wakeUp(video, isOver, onTrouble) {
  if (document.hidden) {
    stopCamera(); // nobody looks: its light goes off
    onTrouble(text("live_hidden"));
    await happens(document, "visibilitychange");
  }
  if (!isOver() && !isCameraOn()) await startCamera(video, isOver);
}
