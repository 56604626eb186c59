"use strict";
// before anything is painted: the language and the colours that this reader chose, else those of the browser
window.report = (function () {
  const root = document.documentElement;
  const HERE = `resettle:lang:${location.pathname}`;
  const ANY = "resettle:lang";
  const THEME = "resettle:theme";

  // a browser may refuse to keep anything for a page that is a file; then a choice lasts until the page is left
  function kept(key) {
    try {
      return localStorage.getItem(key);
    } catch (error) {
      console.log(error);
      return null;
    }
  }

  function keep(key, value) {
    try {
      localStorage.setItem(key, value);
    } catch (error) {
      console.log(error);
    }
  }

  // a page that was asked for in a language opens in it, whatever was chosen on other pages
  function language() {
    const spoken = navigator.languages.map((one) => one.slice(0, 2).toLowerCase());
    const others = "follow" in root.dataset ? [kept(ANY), ...spoken] : [];
    return [kept(HERE), ...others].find((one) => one === "en" || one === "zh") || root.dataset.lang;
  }

  const night = window.matchMedia("(prefers-color-scheme: dark)");
  const theme = () => kept(THEME) || (night.matches ? "dark" : "light");

  function setLanguage(lang) {
    root.dataset.lang = lang;
    root.lang = lang === "zh" ? "zh-CN" : "en";
  }

  setLanguage(language());
  root.dataset.theme = theme();
  return {
    language: () => (root.dataset.lang === "zh" ? "zh" : "en"),
    setLanguage,
    keepLanguage: (lang) => [HERE, ANY].forEach((key) => keep(key, lang)),
    theme: () => root.dataset.theme,
    setTheme: (name) => (root.dataset.theme = name),
    keepTheme: (name) => keep(THEME, name),
    onNight: (call) => night.addEventListener("change", () => kept(THEME) || call(theme())),
  };
})();
