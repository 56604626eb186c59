// what no reader should meet: text that is cut, that leaves the screen, or that lies on other text
() => {
  const width = document.documentElement.clientWidth;
  const found = [];
  const seen = (element) => element.checkVisibility() && element.getClientRects().length > 0;
  const said = (element) => element.textContent.trim().slice(0, 40);
  for (const element of document.querySelectorAll("body *:not(svg, svg *, script, style)")) {
    if (!seen(element) || !element.innerText || !element.innerText.trim()) continue;
    const style = getComputedStyle(element);
    const hides = ["hidden", "clip"].includes(style.overflowX);
    if (hides && element.scrollWidth > element.clientWidth + 1) found.push(`cut: ${said(element)}`);
    const box = element.getBoundingClientRect();
    if (box.right > width + 1 && !element.closest(".scroll, nav")) found.push(`off the screen: ${said(element)}`);
  }
  for (const cell of document.querySelectorAll("td, th")) {
    if (seen(cell) && cell.scrollWidth > cell.clientWidth + 1) found.push(`cell: ${said(cell)}`);
  }
  for (const chart of document.querySelectorAll(".chart")) {
    if (!seen(chart)) continue;
    const around = chart.getBoundingClientRect();
    const texts = [...chart.querySelectorAll("svg.main-svg text")].filter((text) => said(text));
    const boxes = texts.map((text) => text.getBoundingClientRect());
    boxes.forEach((box, i) => {
      const outside = [around.left - box.left, box.right - around.right, around.top - box.top, box.bottom - around.bottom];
      if (Math.max(...outside) > 2) found.push(`${chart.id} cuts: ${said(texts[i])}`);
      boxes.slice(i + 1).forEach((other, k) => {
        const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
        const up = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
        if (across > 2 && up > 3) found.push(`${chart.id}: ${said(texts[i])} on ${said(texts[i + 1 + k])}`);
      });
    });
  }
  return found;
}
