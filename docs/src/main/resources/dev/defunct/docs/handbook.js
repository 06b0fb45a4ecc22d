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
