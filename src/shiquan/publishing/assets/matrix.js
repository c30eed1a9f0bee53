// Filters of a matrix: by area of work, by tier, differences only. Their state stands in the query string.
const form = document.querySelector("[data-filters]");
const table = document.querySelector("[data-matrix]");

if (form && table) {
  const controls = ["area", "tier", "differences"];
  const lines = [...table.querySelectorAll("tr[data-tiers]")];
  const counted = form.querySelector("[data-counted]");

  const read = () => {
    const asked = new URLSearchParams(location.search);
    form.elements.area.value = asked.get("area") ?? "";
    form.elements.tier.value = asked.get("tier") ?? "";
    form.elements.differences.checked = asked.get("differences") === "1";
    for (const name of ["area", "tier"]) {
      if (form.elements[name].selectedIndex < 0) form.elements[name].value = "";
    }
  };

  const state = () => {
    const kept = new URLSearchParams(location.search);
    for (const name of controls) kept.delete(name);
    for (const name of ["area", "tier"]) if (form.elements[name].value) kept.set(name, form.elements[name].value);
    if (form.elements.differences.checked) kept.set("differences", "1");
    return kept.toString();
  };

  const apply = () => {
    const area = form.elements.area.value;
    const tier = form.elements.tier.value;
    const differences = form.elements.differences.checked;
    let shown = 0;
    for (const line of lines) {
      const here =
        (!area || line.closest("tbody").dataset.area === area) &&
        (!tier || line.dataset.tiers.split(" ").includes(tier)) &&
        (!differences || ["differ", "same_tiers"].includes(line.dataset.agreement));
      line.hidden = !here;
      shown += here ? 1 : 0;
    }
    for (const body of table.tBodies) body.hidden = ![...body.querySelectorAll("tr[data-tiers]")].some((line) => !line.hidden);
    counted.textContent = counted.dataset.words.replace("{n}", shown).replace("{all}", lines.length);
    const query = state();
    for (const link of document.querySelectorAll('a[data-keep], .pager a, nav.crumbs a[href*="matrix/"]')) link.search = query;
  };

  const changed = () => {
    const query = state();
    history.replaceState(null, "", (query ? `?${query}` : location.pathname) + location.hash);
    apply();
  };

  read();
  form.hidden = false;
  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("popstate", () => {
    read();
    apply();
  });
  apply();
}
