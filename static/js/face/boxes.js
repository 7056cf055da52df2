// The boxes over the picture, one for each face. Where there are several to choose from they carry
// the numbers that the choice beside the picture has, and can be chosen themselves.

const SVG = "http://www.w3.org/2000/svg";
const NUMBERS = 18; // how many numbers would fit along the longest side of the picture
const boxes = document.getElementById("boxes");

// Shows the boxes of faces; calls onChoice(face) when the visitor chooses another. The numbers
// count the faces as they come.
export function showBoxes(image, faces, chosen, { label, onChoice }) {
  const isChoice = faces.length > 1 && Boolean(onChoice);
  const draw = isChoice ? chooser : outline;
  const size = Math.max(image.width, image.height) / NUMBERS;
  boxes.setAttribute("viewBox", `0 0 ${image.width} ${image.height}`);
  boxes.setAttribute("aria-hidden", !isChoice);
  boxes.replaceChildren(...faces.map((face, index) => draw(face, chosen, { index, size, label, onChoice })));
}

export const clearBoxes = () => boxes.replaceChildren();

function make(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

const placeOf = ({ left, top, right, bottom }) => ({
  x: left,
  y: top,
  width: right - left,
  height: bottom - top,
});

function outline({ box }, chosen) {
  const isChosen = !chosen.box || box === chosen.box;
  return make("rect", { ...placeOf(box), class: isChosen ? "box box-chosen" : "box" });
}

function chooser(face, chosen, { index, size, label, onChoice }) {
  const state = { "aria-label": label(face, index), "aria-pressed": face.box === chosen.box };
  const button = make("g", { class: "face", role: "button", tabindex: 0, ...state });
  button.append(outline(face, chosen), number(face.box, index + 1, size));
  const choose = () => {
    onChoice(face);
    boxes.querySelector("[aria-pressed=true]").focus(); // the boxes were made anew
  };
  button.addEventListener("click", choose);
  button.addEventListener("keydown", (event) => {
    if (![" ", "Enter"].includes(event.key)) return;
    event.preventDefault();
    choose();
  });
  return button;
}

function number({ left, top }, count, size) {
  const place = { x: left + size / 4, y: top + size, "font-size": size };
  const figure = make("text", { ...place, class: "face-number" });
  figure.textContent = count;
  return figure;
}

// Puts a picture (a data URL) over a box.
export function cover(box, url) {
  const look = { href: url, preserveAspectRatio: "none", class: "heat" };
  boxes.append(make("image", { ...placeOf(box), ...look }));
}

export function uncover() {
  boxes.querySelector(".heat")?.remove();
}
