import "./styles/tokens.css";
import "./styles/base.css";
// Decides what language is spoken, before anything is said.
import "./ui/language.svelte";

import { mount } from "svelte";

import App from "./App.svelte";
import { keepClient } from "./offline/client_version";

const target = document.getElementById("app");
if (target === null) throw new Error("index.html has no element with the id app");
mount(App, { target });

// Behind everything that somebody may be waiting for.
addEventListener("load", () => void keepClient());
