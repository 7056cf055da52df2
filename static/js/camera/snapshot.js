// A snapshot: one click turns the camera on and counts down, a second click takes it at once.

import { isCameraOn, startCamera, stopCamera, takePicture } from "./camera.js";
import { announce } from "../viewer/status.js";
import { text } from "../viewer/texts.js";
import { wait } from "../viewer/wait.js";

const SECONDS = 3;
const button = document.getElementById("snapshot");
const offButton = document.getElementById("camera-off");
const countdown = document.getElementById("countdown");
const preview = document.getElementById("preview");

let hurry = () => {}; // ends the countdown at once

// Returns a JPEG blob, or nothing when the visitor hurried the countdown or turned the camera off.
export async function takeSnapshot() {
  if (isCameraOn()) {
    hurry();
    return null;
  }
  await turnCameraOn();
  await countDown();
  if (!isCameraOn()) return null;
  return takePicture().finally(cancelSnapshot);
}

async function turnCameraOn() {
  button.disabled = true; // a second request would leave a camera running
  announce(text("camera_starting"));
  await startCamera(preview).finally(() => (button.disabled = false));
  button.focus();
  offButton.hidden = false;
  announce(text("countdown"));
}

async function countDown() {
  const hurried = new Promise((done) => (hurry = done));
  for (let left = SECONDS; left > 0; left -= 1) {
    countdown.textContent = left;
    await Promise.race([wait(1000), hurried]);
  }
  countdown.textContent = "";
}

export function cancelSnapshot() {
  stopCamera();
  hurry();
  offButton.hidden = true;
}
