// Codes come from the camera where the browser reads them by itself, else from a photo that the server
// reads. Either way the text goes into the field as from a keyboard scanner: typed, then Enter.
(() => {
  "use strict";

  const FORMATS = ["ean_13", "qr_code", "code_128"];
  const LOOK = 150; // ms between two looks
  const GONE = 1500; // ms out of sight before the same code counts again
  const LARGEST = 1600; // px of a photo that is sent

  const give = (input, text) => {
    input.value = text;
    input.form.requestSubmit(input.form.querySelector("button:not([type=button])"));
  };

  const say = (photo, sentence) => {
    const said = photo.querySelector("[role=alert]");
    said.textContent = sentence;
    said.hidden = !sentence;
    if (sentence) photo.open = true;
  };

  // A form that counts without a reload goes on scanning; any other is done with one code.
  const watch = async (input, photo, formats) => {
    const box = photo.parentElement.querySelector(".camera-box");
    const dialog = box.content.querySelector("dialog").cloneNode(true);
    const [video, status, close] = ["video", "[role=status]", "button"].map((one) => dialog.querySelector(one));
    const goesOn = input.form.matches("[data-count]");
    const detector = new BarcodeDetector({ formats });
    let stream;
    let last = "";
    let seen = 0;

    const end = () => {
      stream?.getTracks().forEach((track) => track.stop());
      dialog.remove();
    };
    const look = async () => {
      if (!dialog.open) return;
      const [found] = await detector.detect(video).catch(() => []);
      const now = performance.now();
      if (found && dialog.open) {
        const isNew = found.rawValue !== last || now - seen > GONE;
        last = found.rawValue;
        seen = now;
        if (isNew) {
          navigator.vibrate?.(60);
          status.textContent = last;
          if (!goesOn) dialog.close();
          give(input, last);
        }
      }
      setTimeout(look, LOOK);
    };

    dialog.addEventListener("close", end);
    close.addEventListener("click", () => dialog.close());
    addEventListener("pagehide", end, { once: true });
    document.body.append(dialog);
    dialog.showModal();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      if (!dialog.open) return end();
      video.srcObject = stream;
      await video.play();
    } catch {
      dialog.close();
      photo.hidden = false;
      return say(photo, photo.dataset.failed);
    }
    look();
  };

  const smaller = async (file) => {
    const image = await createImageBitmap(file);
    const scale = Math.min(1, LARGEST / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
  };

  const read = async (input, photo, file) => {
    say(photo, "");
    const body = new FormData();
    body.append("photo", (await smaller(file).catch(() => null)) || file, "photo.jpg");
    const csrf = input.form.querySelector("[name=csrfmiddlewaretoken]").value;
    const headers = { Accept: "application/json", "X-CSRFToken": csrf };
    try {
      const answer = await fetch(input.form.action, { method: "POST", headers, body });
      const { text, sentence } = await answer.json();
      if (text) give(input, text);
      else say(photo, sentence);
    } catch {
      say(photo, photo.dataset.offline);
    }
  };

  const readable = async () => {
    if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return [];
    const known = await BarcodeDetector.getSupportedFormats().catch(() => []);
    return FORMATS.filter((format) => known.includes(format));
  };

  document.querySelectorAll("[data-scan]").forEach(async (input) => {
    const photo = input.form.querySelector("[data-photo]");
    const chosen = photo.querySelector("input");
    chosen.addEventListener("change", () => {
      const [file] = chosen.files;
      chosen.value = "";
      if (file) read(input, photo, file);
    });
    const formats = await readable();
    if (!formats.length) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button camera-open";
    button.textContent = photo.querySelector("summary").textContent;
    button.addEventListener("click", () => watch(input, photo, formats));
    photo.before(button);
    photo.hidden = true;
  });
})();
