// The words and settings that the server wrote into the page, in the visitor's language.

const page = JSON.parse(document.getElementById("page-data").textContent);
const language = document.documentElement.lang;
const pluralRules = new Intl.PluralRules(language);
const percentFormat = new Intl.NumberFormat(language, { style: "percent" });

export const settings = page;

const fill = (sentence, values) => sentence.replace(/%\((\w+)\)s/g, (_, name) => values[name]);

export const text = (key, values = {}) => fill(page.texts[key], values);

// A sentence about so many things, in the form that the language has for that number.
export function plural(key, count) {
  const forms = page.plurals[key];
  return fill(forms[pluralRules.select(count)] ?? forms.other, { count });
}

export const percent = (probability) => percentFormat.format(probability);

export const capitalized = (word) => word.charAt(0).toLocaleUpperCase(language) + word.slice(1);
