// The camera: asked for on a click, shown mirrored, and off as soon as it is no longer needed.

import { isCanvasHonest } from "./canvas.js";
import { toJpeg } from "./picture.js";
import { PassingProblem, Problem } from "../viewer/problem.js";
import { text } from "../viewer/texts.js";
import { happens, wait } from "../viewer/wait.js";

const SIZE_MS = 2000; // how long a camera that is on may keep its size to itself

const SENTENCES = {
  NotAllowedError: "camera_denied",
  SecurityError: "camera_denied",
  NotFoundError: "camera_missing",
  OverconstrainedError: "camera_missing",
  NotReadableError: "camera_busy",
  AbortError: "camera_busy",
};

let view = null; // the video element that shows the camera while it is on

const turnOff = (stream) => stream.getTracks().forEach((track) => track.stop());

// Also false when the camera was unplugged.
export const isCameraOn = () => Boolean(view?.srcObject?.active);

async function askForCamera() {
  if (!navigator.mediaDevices) throw new Problem(text("camera_insecure"));
  if (!isCanvasHonest()) throw new Problem(text("camera_canvas"));
  const wish = { video: { facingMode: "user", width: { ideal: 1280 } } };
  return navigator.mediaDevices.getUserMedia(wish).catch((error) => {
    throw new Problem(text(SENTENCES[error.name] ?? "camera_failed"));
  });
}

// Shows the camera in `video`, unless isUnwanted() by the time that the visitor has allowed it.
export async function startCamera(video, isUnwanted = () => false) {
  const stream = await askForCamera();
  if (isUnwanted()) {
    turnOff(stream); // and no other one that may be wanted by now
    return;
  }
  stopCamera(); // two of them may have been asked for at once
  view = video;
  video.srcObject = stream;
  video.hidden = false;
  await play(video);
}

async function play(video) {
  try {
    await video.play();
  } catch {
    if (view !== video) return; // turned off before it had begun
    stopCamera();
    throw new Problem(text("camera_failed"));
  }
}

export function stopCamera() {
  if (!view) return;
  turnOff(view.srcObject);
  view.srcObject = null;
  view.hidden = true;
  view = null;
}

// What the camera sees now, as a JPEG blob. Throws a PassingProblem when it gives no picture.
export async function takePicture(longestSide) {
  const video = view;
  if (!video.videoWidth) await Promise.race([happens(video, "resize"), wait(SIZE_MS)]);
  const { videoWidth: width, videoHeight: height } = video;
  const picture = width ? await toJpeg(video, width, height, longestSide) : null;
  if (!picture) throw new PassingProblem(text("camera_no_picture"));
  return picture;
}
