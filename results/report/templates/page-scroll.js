"use strict";

// what is larger than its box can be scrolled by hand and by keyboard, and says so
report.scrolls = (function () {
  const { language } = report;
  let waiting = false;

  function name(box) {
    const around = box.closest("details, figure, article, section");
    const heading = around && around.querySelector("summary, figcaption, h2, h3, h4");
    return heading ? heading.innerText.trim() : "";
  }

  // everything is measured before anything is changed, so that the page is laid out once
  function measured(box) {
    const cut = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
    return { box, cut, called: cut ? name(box) : "" };
  }

  function hint(box) {
    const before = box.previousElementSibling;
    if (before && before.classList.contains("hint")) return before;
    const made = document.createElement("p");
    made.className = "hint";
    made.setAttribute("aria-hidden", "true");
    box.before(made);
    return made;
  }

  function tell({ box, cut, called }) {
    const text = report.words.page_scroll[language()];
    const told = hint(box);
    told.hidden = !cut;
    told.textContent = text;
    if (cut) {
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", called || text);
    } else {
      for (const attribute of ["tabindex", "role", "aria-label"]) box.removeAttribute(attribute);
    }
  }

  function now() {
    waiting = false;
    [...document.querySelectorAll(".scroll")].map(measured).forEach(tell);
  }

  return () => {
    if (!waiting) requestAnimationFrame(now);
    waiting = true;
  };
})();
