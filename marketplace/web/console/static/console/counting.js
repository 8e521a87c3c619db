// Scans are sent one after the other without a reload. What can't be sent waits on the device and is
// sent when the network is back: each with a key of its own, so that each counts exactly once.
(() => {
  "use strict";

  const main = document.querySelector("form[data-queue]");
  if (!main) return;
  const store = `ocop-count-${main.dataset.queue}`;
  const waiting = document.getElementById("waiting");
  const asked = document.getElementById("asked");
  const counted = document.getElementById("counted");
  const RETRY = 5000;
  let sending = false;
  let words = "";

  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(store)) || [];
    } catch {
      return [];
    }
  };
  const write = (queue) => localStorage.setItem(store, JSON.stringify(queue));

  const key = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  const show = () => {
    const queue = read();
    waiting.hidden = !queue.length || (!words && queue.length < 2);
    const names = queue.slice(0, 3).map((one) => one.said).join(", ");
    waiting.textContent = `${words} ${main.dataset.waiting} ${queue.length} (${names}${queue.length > 3 ? ", …" : ""})`.trim();
  };

  const said = (html) => {
    const part = document.createElement("template");
    part.innerHTML = html;
    return part.content;
  };

  // Answers whether the next may go at once.
  const sent = (answer, status) => {
    if (answer.counted) {
      counted.replaceChildren(said(answer.counted));
      return true;
    }
    if (status === 422 && answer.asked) {
      asked.append(said(answer.asked));
      return true;
    }
    return false;
  };

  const send = async () => {
    if (sending) return;
    sending = true;
    try {
      while (read().length) {
        const [first] = read();
        const response = await fetch(first.to, {
          method: "POST",
          headers: {
            Accept: "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": main.querySelector("[name=csrfmiddlewaretoken]").value,
          },
          body: first.body,
        });
        const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
        if (!isJson) {
          // Signed out, or a server that is not well: what waits is kept.
          words = response.status < 500 ? main.dataset.signedOut : main.dataset.offline;
          break;
        }
        if (!sent(await response.json(), response.status)) break;
        words = "";
        write(read().filter((one) => one.key !== first.key));
        show();
      }
    } catch {
      words = main.dataset.offline;
    } finally {
      sending = false;
      show();
    }
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-count]")) return;
    const data = new FormData(form, event.submitter);
    const typed = String(data.get("scan") || "").trim();
    if (!typed) {
      event.preventDefault();
      return;
    }
    const one = key();
    data.delete("csrfmiddlewaretoken");
    data.delete("photo"); // scanning.js has made text of it
    data.set("client_key", one);
    data.set("scan", typed);
    const body = new URLSearchParams(data).toString();
    try {
      write([...read(), { key: one, to: form.action, body, said: form.dataset.count || typed }]);
    } catch {
      return; // a browser that keeps nothing: the form goes as it would without this file
    }
    event.preventDefault();
    if (form === main) {
      form.elements.scan.value = "";
      form.elements.quantity.value = "1";
      form.elements.scan.focus();
    } else if (asked.contains(form)) {
      form.closest(".asked").remove();
      main.elements.scan.focus();
    }
    show();
    send();
  });

  addEventListener("online", send);
  setInterval(() => read().length && send(), RETRY);
  show();
  send();
})();
