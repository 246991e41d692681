/* Ask a site as @extractus/oembed-extractor does: node check.mjs http://127.0.0.1:5000 /movies/dust ... */
import assert from "node:assert/strict";
import { extract } from "@extractus/oembed-extractor";

const [site, ...paths] = process.argv.slice(2);
assert(site && paths.length, "say which site, and which of its pages");

for (const path of paths) {
  for (const room of [{}, { maxwidth: 500, maxheight: 750 }, { maxwidth: 320 }]) {
    const said = await extract(site + path, room);
    assert.equal(said.version, "1.0");
    assert.equal(said.type, "rich");
    assert.equal(said.method, "auto-discovery");
    assert(said.width <= (room.maxwidth ?? said.width));
    assert(said.height <= (room.maxheight ?? said.height));
    assert(said.html.startsWith("<blockquote>"));
    assert.equal(said.html.split("<iframe").length, 2);
    console.log(`${path} ${JSON.stringify(room)}: ${said.title}, ${said.width} by ${said.height}`);
  }
}
await assert.rejects(extract(`${site}/movies/no-such-film`), /404/);
console.log("a film that is not here: 404");
