// The camera: asked for on a click, shown mirrored, and off as soon as it is no longer needed.

import { toJpeg } from "./picture.js";
import { Problem } from "./problem.js";
import { text } from "./texts.js";

const preview = document.getElementById("preview");
const SENTENCES = {
  NotAllowedError: "camera_denied",
  SecurityError: "camera_denied",
  NotFoundError: "camera_missing",
  OverconstrainedError: "camera_missing",
  NotReadableError: "camera_busy",
  AbortError: "camera_busy",
};

export const isCameraOn = () => preview.srcObject !== null;

export async function startCamera() {
  if (!navigator.mediaDevices) throw new Problem(text("camera_insecure"));
  preview.srcObject = await navigator.mediaDevices
    .getUserMedia({ video: { facingMode: "user", width: { ideal: 1280 } } })
    .catch((error) => {
      throw new Problem(text(SENTENCES[error.name] ?? "camera_failed"));
    });
  preview.hidden = false;
  await preview.play();
}

export function stopCamera() {
  preview.srcObject?.getTracks().forEach((track) => track.stop());
  preview.srcObject = null;
  preview.hidden = true;
}

// What the camera sees now, as a JPEG blob.
export const takePicture = (longestSide) =>
  toJpeg(preview, preview.videoWidth, preview.videoHeight, longestSide);
