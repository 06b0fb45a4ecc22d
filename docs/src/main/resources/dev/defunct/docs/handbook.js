hljs.configure({ cssSelector: "pre > code[class]" });
hljs.highlightAll();
// On a small screen the contents would hide the page; a link to a closed listing opens it.
if (matchMedia("(max-width: 60em)").matches) document.querySelector("nav > details").open = false;
function reveal() {
  const target = document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) target.open = true;
}
addEventListener("hashchange", reveal);
reveal();

// A stepper shows one event of a play at a time; buttons and arrow keys lead to the others.
for (const stepper of document.querySelectorAll(".stepper")) {
  const steps = [...stepper.querySelectorAll("li")];
  const lines = stepper.querySelectorAll(".lesson span");
  const [previous, next] = stepper.querySelectorAll("button");
  let now = 0;
  function show(step) {
    now = Math.min(Math.max(step, 0), steps.length - 1);
    steps.forEach((other, i) => { other.hidden = i !== now; });
    lines.forEach((line, i) => line.classList.toggle("ran", i === Number(steps[now].dataset.line)));
    stepper.querySelector("output").value = `${now + 1} of ${steps.length}`;
  }
  previous.addEventListener("click", () => show(now - 1));
  next.addEventListener("click", () => show(now + 1));
  stepper.addEventListener("keydown", event => {
    const step = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: steps.length - 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    show(step);
  });
  show(0);
  stepper.hidden = false;
}
