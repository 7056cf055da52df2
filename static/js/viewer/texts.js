// The words and settings that the server wrote into the page, in the visitor's language.

const page = JSON.parse(document.getElementById("page-data").textContent);
const language = document.documentElement.lang;
const percentFormat = new Intl.NumberFormat(language, { style: "percent" });

export const settings = page;

export function text(key, values = {}) {
  return page.texts[key].replace(/%\((\w+)\)s/g, (_, name) => values[name]);
}

export const percent = (probability) => percentFormat.format(probability);

export const capitalized = (word) => word.charAt(0).toLocaleUpperCase(language) + word.slice(1);
