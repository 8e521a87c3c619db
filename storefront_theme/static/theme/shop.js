// Makes the pages smoother; every one of them works without this file.
(() => {
  "use strict";

  const page = document.documentElement;
  page.classList.add("js");

  // --- The network ---------------------------------------------------------------------------

  const say = (words) => {
    const notice = document.querySelector(".offline");
    if (!notice) return;
    notice.textContent = words;
    notice.hidden = !words;
  };
  const sayOffline = () => say(document.body.dataset.offline);
  const sayFailed = () => say(navigator.onLine ? document.body.dataset.failed : document.body.dataset.offline);

  addEventListener("offline", sayOffline);
  addEventListener("online", () => say(""));
  document.addEventListener("htmx:sendError", sayFailed);
  document.addEventListener("htmx:timeout", sayFailed);
  document.addEventListener("htmx:responseError", sayFailed);
  document.addEventListener("htmx:afterOnLoad", () => say(""));

  // --- Forms ---------------------------------------------------------------------------------

  // A plain form is not sent into a dead network: what was typed would be gone.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!navigator.onLine) {
      event.preventDefault();
      sayOffline();
      return;
    }
    if (!form.matches("[data-once]")) return;
    const button = event.submitter;
    if (form.dataset.sent) event.preventDefault();
    else if (button && !button.name) {
      form.dataset.sent = "yes";
      button.setAttribute("aria-busy", "true");
    }
  });

  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("[data-sent]")) {
      delete form.dataset.sent;
      form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
    }
  });

  const send = (form) => form.requestSubmit();

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-stepper] button");
    if (!button) return;
    const input = button.parentElement.querySelector("input");
    const least = Number(input.min);
    const next = Math.min(Number(input.max), Math.max(least, (parseInt(input.value, 10) || 0) + Number(button.dataset.by)));
    if (String(next) === input.value) return;
    input.value = next;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });

  let waiting;
  document.addEventListener("change", (event) => {
    const form = event.target.closest("[data-send-on-change]");
    if (!form) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => send(form), 400); // several taps are one request
  });

  // --- A select one may type into: the communes ----------------------------------------------

  const combine = (box) => {
    const select = box.querySelector("select");
    if (!select) return;
    const province = document.getElementById("id_province");
    const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: select.name, value: select.value });
    const input = document.createElement("input");
    const list = document.createElement("ul");
    const wrap = document.createElement("div");
    const typed = document.createElement("input");
    wrap.className = "combo";
    list.className = "combo-list";
    list.id = `${select.id}-list`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", box.querySelector("label").textContent.trim());
    Object.assign(typed, { type: "hidden", name: "unit_text" });
    Object.assign(input, { type: "text", id: select.id, autocomplete: "off", spellcheck: false, maxLength: 100 });
    input.value = select.value ? select.selectedOptions[0].text : box.dataset.typed;
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": list.id,
      "aria-describedby": select.getAttribute("aria-describedby") || "",
      "aria-invalid": select.getAttribute("aria-invalid") || "false",
    })) input.setAttribute(name, value);
    wrap.append(input, hidden, typed, list);
    select.replaceWith(wrap);

    let here = -1;
    let asked = 0;
    const options = () => [...list.querySelectorAll('[role="option"]')];
    const open = (yes) => {
      list.hidden = !yes;
      input.setAttribute("aria-expanded", String(yes));
      if (!yes) point(-1);
    };
    const point = (to) => {
      here = to;
      options().forEach((option, place) => option.setAttribute("aria-selected", String(place === to)));
      const option = options()[to];
      if (option) {
        input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      } else input.removeAttribute("aria-activedescendant");
    };
    const take = (option) => {
      input.value = option.dataset.name;
      hidden.value = option.dataset.code;
      typed.value = "";
      if (province) province.value = option.dataset.province;
      input.setAttribute("aria-invalid", "false");
      open(false);
    };
    const fetchList = async () => {
      const mine = ++asked;
      const words = hidden.value ? "" : input.value;
      const query = new URLSearchParams({ q: words, province: province ? province.value : "" });
      try {
        const answer = await fetch(`${box.dataset.combo}?${query}`, { headers: { "HX-Request": "true" } });
        if (!answer.ok) throw new Error(answer.status);
        const found = await answer.text();
        if (mine !== asked || document.activeElement !== input) return;
        list.innerHTML = found;
        here = -1;
        if (!options().length && words.trim()) {
          const none = document.createElement("li");
          none.className = "combo-none";
          none.textContent = box.dataset.none;
          list.append(none);
        }
        open(list.children.length > 0);
        say("");
      } catch {
        if (mine === asked) sayFailed();
      }
    };

    let pause;
    input.addEventListener("input", () => {
      hidden.value = "";
      typed.value = input.value;
      clearTimeout(pause);
      pause = setTimeout(fetchList, 180);
    });
    input.addEventListener("focus", () => {
      input.select();
      fetchList();
    });
    input.addEventListener("blur", () => setTimeout(() => open(false), 150));
    input.addEventListener("keydown", (event) => {
      const all = options();
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) fetchList();
        else if (all.length) point((here + (event.key === "ArrowDown" ? 1 : all.length - (here < 0 ? 0 : 1))) % all.length);
      } else if (event.key === "Enter" && !list.hidden && all.length) {
        event.preventDefault();
        take(all[here < 0 ? 0 : here]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        open(false);
      }
    });
    list.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the field keeps the focus
      const option = event.target.closest('[role="option"]');
      if (option) take(option);
    });
    province?.addEventListener("change", () => {
      hidden.value = "";
      input.value = "";
      typed.value = "";
    });
  };

  // --- Each page, and each part that htmx brings -----------------------------------------------

  const prepare = (root) => {
    for (const button of root.querySelectorAll("[data-stepper] button[hidden]")) button.hidden = false;
    for (const box of root.querySelectorAll("[data-combo]")) combine(box);
    root.querySelector("[data-focus]")?.focus();
  };

  prepare(document);
  document.addEventListener("htmx:afterSettle", (event) => {
    prepare(event.detail.elt);
    const details = document.querySelector("#results details");
    if (document.activeElement === document.body && details) details.querySelector("summary").focus({ preventScroll: true });
  });
})();
