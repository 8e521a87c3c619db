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

  // --- A list under a field: the communes, the search -------------------------------------------

  // ask(): answers with options as HTML, or null to show nothing; take(option): one was chosen;
  // first: Enter takes the first when none is pointed at; none: what to say when there is none.
  const listen = (input, list, { wait, first, none, ask, take, typed }) => {
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": list.id,
    })) input.setAttribute(name, value);
    list.hidden = true;
    list.setAttribute("role", "listbox");

    let here = -1;
    let asked = 0;
    const options = () => [...list.querySelectorAll('[role="option"]')];
    const point = (to) => {
      here = to;
      options().forEach((option, place) => option.setAttribute("aria-selected", String(place === to)));
      const option = options()[to];
      if (option) {
        input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      } else input.removeAttribute("aria-activedescendant");
    };
    const open = (yes) => {
      list.hidden = !yes;
      input.setAttribute("aria-expanded", String(yes));
      if (!yes) point(-1);
    };
    const close = () => {
      asked += 1; // an answer still on its way is not wanted any more
      open(false);
    };
    const choose = (option) => {
      close();
      take(option);
    };
    const fetchList = async () => {
      const mine = ++asked;
      const found = await ask();
      if (mine !== asked || document.activeElement !== input) return;
      list.innerHTML = found || "";
      point(-1);
      if (found !== null && !options().length && none && input.value.trim()) {
        const words = document.createElement("li");
        words.className = "combo-none";
        words.textContent = none;
        list.append(words);
      }
      open(list.children.length > 0);
    };

    let pause;
    input.addEventListener("input", () => {
      typed?.();
      clearTimeout(pause);
      pause = setTimeout(fetchList, wait);
    });
    input.addEventListener("blur", () => setTimeout(close, 150));
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return; // the keys belong to a Vietnamese input method
      const all = options();
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) fetchList();
        else if (all.length) point((here + (event.key === "ArrowDown" ? 1 : all.length - (here < 0 ? 0 : 1))) % all.length);
      } else if (event.key === "Enter" && !list.hidden && all.length && (first || here >= 0)) {
        event.preventDefault();
        choose(all[here < 0 ? 0 : here]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      }
    });
    list.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the field keeps the focus
      const option = event.target.closest('[role="option"]');
      if (option && event.button === 0) choose(option);
    });
    return fetchList;
  };

  const fetched = async (address, query) => {
    const answer = await fetch(`${address}?${new URLSearchParams(query)}`, { headers: { "HX-Request": "true" } });
    if (!answer.ok) throw new Error(answer.status);
    return answer.text();
  };

  const combine = (box) => {
    const select = box.querySelector("select, input[data-code]"); // a list to choose from, or a field for its name
    if (!select) return;
    const isList = select.matches("select");
    const province = isList ? document.getElementById("id_province") : null;
    const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: isList ? select.name : select.dataset.code, value: isList ? select.value : "" });
    const input = document.createElement("input");
    const list = document.createElement("ul");
    const wrap = document.createElement("div");
    const typed = document.createElement("input");
    let brought = false; // the province came with a commune: another commune may bring another one
    wrap.className = "combo";
    list.className = "combo-list";
    list.id = `${select.id}-list`;
    list.setAttribute("aria-label", box.querySelector("label").textContent.trim());
    Object.assign(typed, { type: "hidden", name: isList ? "unit_text" : select.name, value: isList ? "" : select.value });
    Object.assign(input, { type: "text", id: select.id, autocomplete: "off", spellcheck: false, maxLength: 100 });
    input.placeholder = select.placeholder || "";
    input.value = isList && select.value ? select.selectedOptions[0].text : box.dataset.typed;
    input.setAttribute("aria-describedby", select.getAttribute("aria-describedby") || "");
    input.setAttribute("aria-invalid", select.getAttribute("aria-invalid") || "false");
    wrap.append(input, hidden, typed, list);
    select.replaceWith(wrap);

    const fetchList = listen(input, list, {
      wait: 180,
      first: true,
      none: box.dataset.none,
      ask: async () => {
        try {
          const found = await fetched(box.dataset.combo, { q: hidden.value ? "" : input.value, province: province && !brought ? province.value : "" });
          say("");
          return found;
        } catch {
          sayFailed();
          return null;
        }
      },
      take: (option) => {
        input.value = option.dataset.name;
        hidden.value = option.dataset.code;
        typed.value = "";
        if (province) province.value = option.dataset.province;
        brought = true;
        input.setAttribute("aria-invalid", "false");
        if ("send" in box.dataset) send(box.closest("form"));
        else hidden.dispatchEvent(new Event("change", { bubbles: true }));
      },
      typed: () => {
        hidden.value = "";
        typed.value = input.value;
      },
    });
    input.addEventListener("focus", () => {
      input.select();
      fetchList();
    });
    province?.addEventListener("change", () => {
      brought = false;
      hidden.value = "";
      input.value = "";
      typed.value = "";
    });
  };

  const suggest = (input) => {
    const list = document.createElement("ul");
    list.className = "combo-list";
    list.id = `${input.id}-list`;
    list.setAttribute("aria-label", input.labels[0].textContent.trim());
    input.form.append(list);
    const known = new Map();
    listen(input, list, {
      wait: 250,
      first: false,
      ask: async () => {
        const words = input.value.trim().toLowerCase();
        if (words.length < 2) return null;
        try {
          if (!known.has(words)) known.set(words, await fetched(input.dataset.suggest, { q: words }));
          return known.get(words);
        } catch {
          return null; // the search itself still works, or says what does not
        }
      },
      take: (option) => location.assign(option.dataset.url),
    });
  };

  // --- Where one is: asked for by a button alone, sent once, kept nowhere -------------------------

  const locate = (form) => {
    if (!navigator.geolocation) return;
    form.hidden = false;
    form.querySelector("button").addEventListener("click", () => {
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          form.elements.lat.value = coords.latitude.toFixed(3); // a hundred metres say enough
          form.elements.lng.value = coords.longitude.toFixed(3);
          send(form);
        },
        () => say(form.dataset.position),
        { maximumAge: 300000, timeout: 10000 },
      );
    });
  };

  // --- Each page, and each part that htmx brings -----------------------------------------------

  const prepare = (root) => {
    for (const button of root.querySelectorAll("[data-stepper] button[hidden]")) button.hidden = false;
    for (const box of root.querySelectorAll("[data-combo]")) combine(box);
    for (const input of root.querySelectorAll("[data-suggest]")) suggest(input);
    for (const form of root.querySelectorAll("[data-position]")) locate(form);
    root.querySelector("[data-focus]")?.focus();
  };

  prepare(document);
  document.addEventListener("htmx:afterSettle", (event) => {
    prepare(event.detail.elt);
    const details = document.querySelector("#results details");
    if (document.activeElement === document.body && details) details.querySelector("summary").focus({ preventScroll: true });
  });
})();
