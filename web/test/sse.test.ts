import { expect, test } from "vitest";
import { EventReader } from "../src/sse";

const STREAM = ": en cours\n\nevent: meta\nid: a:1\ndata: {}\n\ndata: un\ndata: deux\n\n";
const EVENTS = [
  { name: "meta", data: "{}", id: "a:1" },
  { name: "message", data: "un\ndeux", id: "a:1" },
];

test.each(["\n", "\r\n", "\r"])("events are read however the stream is cut, lines ending in %j", (end) => {
  const stream = STREAM.replaceAll("\n", end);
  for (let size = 1; size <= stream.length; size++) {
    const reader = new EventReader();
    const read = [];
    for (let at = 0; at < stream.length; at += size) read.push(...reader.push(stream.slice(at, at + size)));
    read.push(...reader.push("\n")); // a lone final \r may be half of \r\n: what comes next tells
    expect(read).toEqual(EVENTS);
  }
});

test("an event that the end of the stream cuts is not told", () => {
  expect(new EventReader().push("event: done\ndata: {")).toEqual([]);
});
