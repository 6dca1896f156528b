"""Colors, fonts and measures of the page, light and dark, from phone to desk.

Takes nothing from the network: the fonts are the reader's own.
"""

from typing import Any

# In the head of the page: Gradio would keep styles of its own kind from the body,
# which says whether it is dark.
HEAD = """<style>
.gradio-container { width: 100%; max-width: 60rem !important;
  margin: 0 auto !important; }
.tq, .tq-card { --tq-for: #0072b2; --tq-against: #e69f00; --tq-line: #d5dbe1;
  --tq-soft: #5a6673; --tq-fill: #f4f6f8; --tq-bar: #0072b2; }
.dark .tq, .dark .tq-card { --tq-for: #4db2ec; --tq-against: #f0b429;
  --tq-line: #3a444e; --tq-soft: #a3b0bd; --tq-fill: #1c232a; --tq-bar: #4db2ec; }
.tq h1 { font-size: 1.5rem; font-weight: 650; margin: 0; }
.tq p { margin: .3rem 0; }
.tq-card { border: 1px solid var(--tq-line); border-radius: .5rem;
  padding: .8rem 1rem; margin: 0 0 .8rem; color: var(--body-text-color);
  overflow-wrap: anywhere; contain: inline-size; }
.tq-card h3 { margin: 0 0 .3rem; font-size: 1.15rem; font-weight: 650;
  color: inherit; }
.tq-card h4 { margin: .9rem 0 .2rem; font-size: .95rem; color: var(--tq-soft);
  font-weight: 600; }
.tq-text { margin: .2rem 0 .6rem; line-height: 1.75; white-space: pre-wrap; }
.tq-for, .tq-against { border-radius: .25rem; padding: .1em .15em;
  color: inherit; }
.tq-for { background: color-mix(in srgb, var(--tq-for) var(--w), transparent); }
.tq-against { background: color-mix(in srgb, var(--tq-against) var(--w),
  transparent); }
.tq-words { margin: 0; padding: 0; list-style: none; display: flex;
  flex-wrap: wrap; gap: .2rem 1.2rem; }
.tq-row { display: grid; grid-template-columns: minmax(4.5rem, 8rem) 1fr 4rem;
  gap: .6rem; align-items: center; margin: .25rem 0; }
.tq-track { background: var(--tq-fill); border: 1px solid var(--tq-line);
  border-radius: .3rem; height: .95rem; overflow: hidden; display: block; }
.tq-bar { display: block; height: 100%; background: var(--tq-bar); }
.tq-middle { background: linear-gradient(var(--tq-soft), var(--tq-soft)) 50% 0 / 1px
  100% no-repeat var(--tq-fill); }
.tq-value { text-align: right; font-variant-numeric: tabular-nums; }
.tq-note { color: var(--tq-soft); margin: .3rem 0; overflow-wrap: anywhere; }
.tq-error { color: #b3261e; }
.dark .tq-error { color: #ff8a80; }
.tq-card summary { cursor: pointer; margin: .6rem 0; }
.tq-scroll { overflow: auto; max-height: 34rem; }
.tq-table { border-collapse: collapse; width: 100%; font-size: .92rem; }
.tq-table th, .tq-table td { text-align: left; padding: .3rem .7rem .3rem 0;
  border-bottom: 1px solid var(--tq-line); vertical-align: top; color: inherit; }
.tq-table td { white-space: pre-wrap; }
.tq-table td:first-child { min-width: 10rem; }
.tq-table td:not(:first-child) { white-space: nowrap;
  font-variant-numeric: tabular-nums; }
.tq-paper { background: #fff; border-radius: .4rem; padding: .4rem;
  max-height: none; --ink: #1f2933; --muted: #5a6673; --faint: #dde2e7; --paper: #fff; }
.tq-paper svg { width: 100%; height: auto; display: block; }
.tq-report { white-space: pre-wrap; font: .85rem/1.5 ui-monospace, monospace;
  margin: .3rem 0 .8rem; background: transparent; color: inherit; }
a.tq-download { text-decoration: underline; color: inherit; font-weight: 600; }
@media (max-width: 40rem) {
  .tq-row { grid-template-columns: 4.6rem 1fr 3.7rem; gap: .5rem; }
  .tq-report { font-size: .75rem; }
}
</style>"""

_SANS = ("system-ui", "sans-serif")
_MONO = ("ui-monospace", "monospace")


def make_theme() -> Any:
    """Makes Gradio's default theme with the reader's fonts and our blue."""
    import gradio

    return gradio.themes.Default(
        primary_hue="sky", neutral_hue="slate", font=_SANS, font_mono=_MONO
    ).set(
        button_primary_background_fill="#0072b2",
        button_primary_background_fill_hover="#005f94",
        button_primary_background_fill_dark="#0072b2",
        button_primary_background_fill_hover_dark="#2a8ac4",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#ffffff",
    )
