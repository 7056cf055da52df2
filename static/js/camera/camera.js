// The camera: asked for on a click, shown mirrored, and off as soon as it is no longer needed.

import { toJpeg } from "./picture.js";
import { Problem } from "../viewer/problem.js";
import { text } from "../viewer/texts.js";

const SENTENCES = {
  NotAllowedError: "camera_denied",
  SecurityError: "camera_denied",
  NotFoundError: "camera_missing",
  OverconstrainedError: "camera_missing",
  NotReadableError: "camera_busy",
  AbortError: "camera_busy",
};

let view = null; // the video element that shows the camera while it is on

// Also false when the camera was unplugged.
export const isCameraOn = () => Boolean(view?.srcObject?.active);

async function askForCamera() {
  if (!navigator.mediaDevices) throw new Problem(text("camera_insecure"));
  const wish = { video: { facingMode: "user", width: { ideal: 1280 } } };
  return navigator.mediaDevices.getUserMedia(wish).catch((error) => {
    throw new Problem(text(SENTENCES[error.name] ?? "camera_failed"));
  });
}

// Shows the camera in `video`, unless isUnwanted() by the time that the visitor has allowed it.
export async function startCamera(video, isUnwanted = () => false) {
  const stream = await askForCamera();
  stopCamera(); // two of them may have been asked for at once
  view = video;
  view.srcObject = stream;
  if (isUnwanted()) {
    stopCamera();
    return;
  }
  view.hidden = false;
  await view.play();
}

export function stopCamera() {
  if (!view) return;
  view.srcObject.getTracks().forEach((track) => track.stop());
  view.srcObject = null;
  view.hidden = true;
  view = null;
}

// What the camera sees now, as a JPEG blob.
export const takePicture = (longestSide) =>
  toJpeg(view, view.videoWidth, view.videoHeight, longestSide);
