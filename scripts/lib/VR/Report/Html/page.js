/* The page's scripts: light and dark, sorting, and the flame graph.  Without them
   everything but the flame graph is there.  SPDX-License-Identifier: GPL-2.0-or-later */
"use strict";

/* ---- light and dark ---- */

const root = document.documentElement;
const themeButton = document.getElementById("theme");

function remember(value) { try { localStorage.setItem("vrleak-theme", value); } catch (e) { /* not allowed from files */ } }
function remembered()    { try { return localStorage.getItem("vrleak-theme"); } catch (e) { return null; } }

function setTheme(theme) {
   root.dataset.theme = theme;
   themeButton.textContent = theme === "dark" ? "Light" : "Dark";
   document.dispatchEvent(new Event("vrleak-theme"));
}
themeButton.hidden = false;
themeButton.addEventListener("click", () => {
   const theme = root.dataset.theme === "dark" ? "light" : "dark";
   remember(theme);
   setTheme(theme);
});
const prefersDark = matchMedia("(prefers-color-scheme: dark)");
prefersDark.addEventListener("change", () => { if (!remembered()) setTheme(prefersDark.matches ? "dark" : "light"); });
setTheme(remembered() || (prefersDark.matches ? "dark" : "light"));

/* ---- tables that can be sorted ---- */

for (const button of document.querySelectorAll("th button")) {
   button.addEventListener("click", () => {
      const th = button.parentElement, body = th.closest("table").tBodies[0], column = th.cellIndex;
      const rows = [...body.rows].sort((a, b) => b.cells[column].dataset.n - a.cells[column].dataset.n);
      for (const other of th.parentElement.cells) other.removeAttribute("aria-sort");
      th.setAttribute("aria-sort", "descending");
      body.append(...rows);
   });
}

/* ---- the flame graph ----

   The data is a list of sites, each with its stack (outermost first, as numbers of
   names) and a value for each mode.  A tree is made of it for the mode shown; what is
   narrower than a pixel is neither laid out nor drawn, so ten thousand sites are
   no more work than what fits on the screen. */

const data = JSON.parse(document.getElementById("flame-data")?.textContent || "null");
if (data && data.sites.length) flameGraph();

function flameGraph() {
   const ROW = 19;
   const canvas = document.getElementById("flame"), box = document.getElementById("flame-box");
   const said = document.getElementById("flame-said"), search = document.getElementById("flame-search"), found = document.getElementById("flame-found");
   const context = canvas.getContext("2d");
   let mode = 0, tree, zoomed, selected, drawn = [], wanted = null;

   function grow() {
      const make = (name, parent) => ({ name, parent, value: 0, kids: new Map(), depth: parent ? parent.depth + 1 : 0 });
      const top = make(-1, null);
      for (const [stack, values] of data.sites) {
         const value = values[mode];
         if (!value) continue;
         let node = top;
         node.value += value;
         for (const name of stack) {
            let kid = node.kids.get(name);
            if (!kid) node.kids.set(name, kid = make(name, node));
            kid.value += value;
            node = kid;
         }
      }
      const order = node => { node.kids = [...node.kids.values()].sort((a, b) => b.value - a.value); node.kids.forEach(order); };
      order(top);
      return top;
   }

   const nameOf = node => node.parent ? data.names[node.name] : "all";
   const number = n => Math.round(n).toLocaleString("en-US");
   function amount(n) {
      if (data.modes[mode].unit !== "bytes") return number(n) + " blocks";
      const units = ["bytes", "kB", "MB", "GB", "TB"];
      let i = 0;
      while (n >= 1000 && i < units.length - 1) { n /= 1024; i++; }
      return (i ? n.toFixed(n < 10 ? 2 : 1) : n) + " " + units[i];
   }
   const percent = (n, of) => (of ? 100 * n / of : 0).toFixed(1) + "%";

   function colour(node) {
      let hash = 7;
      for (const c of nameOf(node).replace(/ \(.*$/, "")) hash = (hash * 31 + c.codePointAt(0)) >>> 0;
      const dark = root.dataset.theme === "dark";
      return `hsl(${18 + hash % 38} ${dark ? 45 : 72}% ${(dark ? 30 : 68) + (hash >> 8) % 9}%)`;
   }

   /* ---- layout and drawing ---- */

   function place() {
      drawn = [];
      const width = box.clientWidth, chain = [];
      for (let node = zoomed; node; node = node.parent) chain.unshift(node);
      for (const node of chain) drawn.push({ node, x: 0, w: width, y: node.depth * ROW });
      const kidsOf = (parent, x, scale) => {
         for (const node of parent.kids) {
            const w = node.value * scale;
            if (w < 1) break;                      // the largest come first
            drawn.push({ node, x, w, y: node.depth * ROW });
            kidsOf(node, x, scale);
            x += w;
         }
      };
      if (zoomed.value) kidsOf(zoomed, 0, width / zoomed.value);
      return { width, height: ROW * (1 + drawn.reduce((most, d) => Math.max(most, d.node.depth), 0)) };
   }

   const matches = node => wanted && node.parent && wanted.test(nameOf(node));

   function draw() {
      const { width, height } = place(), ratio = devicePixelRatio || 1;
      const style = getComputedStyle(root), text = style.getPropertyValue("--text"), card = style.getPropertyValue("--card"), heap = style.getPropertyValue("--stack");
      canvas.width = width * ratio;
      canvas.height = height * ratio;
      canvas.style.width = width + "px";
      canvas.style.height = height + "px";
      context.scale(ratio, ratio);
      context.font = getComputedStyle(canvas).font;
      context.textBaseline = "middle";
      for (const { node, x, w, y } of drawn) {
         context.globalAlpha = node.depth < zoomed.depth ? 0.55 : 1;
         context.fillStyle = matches(node) ? heap : colour(node);
         context.fillRect(x, y, Math.max(w - 0.7, 0.6), ROW - 1);
         context.globalAlpha = 1;
         if (node === selected) {
            context.strokeStyle = text;
            context.lineWidth = 2;
            context.strokeRect(x + 1, y + 1, Math.max(w - 2.7, 1), ROW - 3);
         }
         if (w > 34) {
            context.fillStyle = matches(node) ? card : text;
            context.fillText(fit(nameOf(node), w - 8), x + 4, y + ROW / 2);
         }
      }
   }

   let letter = 0;
   function fit(name, width) {
      letter = letter || context.measureText("mmmmmmmmmm").width / 10;
      const n = Math.floor(width / letter);
      return name.length <= n ? name : n > 3 ? name.slice(0, n - 1) + "…" : "";
   }

   /* ---- what is selected, zoomed and searched ---- */

   function say(node) {
      const own = node.value - node.kids.reduce((sum, kid) => sum + kid.value, 0);
      said.textContent = `${nameOf(node)}: ${amount(node.value)}, ${percent(node.value, tree.value)} of all` + (own && node.kids.length ? `, ${amount(own)} of it directly` : "");
   }
   function select(node, quietly) {
      selected = node;
      say(node);
      draw();
      if (!quietly) {
         const top = node.depth * ROW;
         if (top < box.scrollTop || top + ROW > box.scrollTop + box.clientHeight) box.scrollTop = top - box.clientHeight / 2;
      }
   }
   function zoom(node) { zoomed = node; select(node); }
   function show(newMode) {
      mode = newMode;
      buttons.forEach((button, i) => button.setAttribute("aria-pressed", i === mode));
      tree = grow();
      zoom(tree);
      count();
   }

   /* A frame below another one that is found counts once. */
   function count() {
      if (!wanted) { found.textContent = ""; return; }
      let sum = 0;
      const visit = node => { if (matches(node)) sum += node.value; else node.kids.forEach(visit); };
      visit(tree);
      found.textContent = `${amount(sum)} (${percent(sum, tree.value)}) found`;
   }
   search.addEventListener("input", () => {
      try { wanted = search.value ? new RegExp(search.value, "i") : null; }
      catch (e) { wanted = new RegExp(search.value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "i"); }
      count();
      draw();
   });

   /* ---- mouse and keys ---- */

   function at(event) {
      const rect = canvas.getBoundingClientRect(), x = event.clientX - rect.left, y = event.clientY - rect.top;
      return drawn.find(d => x >= d.x && x < d.x + d.w && y >= d.y && y < d.y + ROW)?.node;
   }
   canvas.addEventListener("mousemove", event => { const node = at(event); say(node || selected); canvas.style.cursor = node ? "pointer" : ""; });
   canvas.addEventListener("mouseleave", () => say(selected));
   canvas.addEventListener("click", event => { const node = at(event); if (node) zoom(node); });
   document.getElementById("flame-reset").addEventListener("click", () => zoom(tree));

   const sibling = (node, by) => node.parent?.kids[node.parent.kids.indexOf(node) + by];
   const KEYS = {
      ArrowUp:    () => selected.parent,
      ArrowDown:  () => selected.kids[0],
      ArrowLeft:  () => sibling(selected, -1),
      ArrowRight: () => sibling(selected, 1),
      Home:       () => tree,
   };
   canvas.addEventListener("keydown", event => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (KEYS[event.key]) {
         const node = KEYS[event.key]();
         // What is not drawn in this zoom is drawn after zooming out to its parent.
         if (node && !drawn.some(d => d.node === node)) zoomed = node.depth <= zoomed.depth && node.parent ? node.parent : node;
         if (node) select(node);
      } else if (event.key === "Enter" || event.key === " ") zoom(selected);
      else if (event.key === "Escape") zoom(tree);
      else return;
      event.preventDefault();
   });
   document.addEventListener("keydown", event => {
      if (event.key === "/" && !/INPUT|SELECT|TEXTAREA/.test(document.activeElement.tagName)) { event.preventDefault(); search.focus(); }
   });

   const modes = document.getElementById("flame-modes");
   const buttons = data.modes.map(({ name, title }, i) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      button.title = title;
      button.addEventListener("click", () => show(i));
      modes.append(button);
      return button;
   });
   document.addEventListener("vrleak-theme", draw);
   new ResizeObserver(() => draw()).observe(box);
   show(0);
}
