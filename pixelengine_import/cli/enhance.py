"""``pxe enhance``: a prompt rewritten for the animation models."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pixelengine_import.cli.console import Console
from pixelengine_import.cli.one_off import tell_errors
from pixelengine_import.cli.request_options import model_option
from pixelengine_import.cli.session import json_option, run_async
from pixelengine_import.errors import EXIT_DONE

if TYPE_CHECKING:
    from pixelengine_import.api.requests import EnhancePromptBody
    from pixelengine_import.pipeline.material import Art

__all__ = ["command"]


@click.command("enhance")
@click.argument("prompt", required=False)
@click.option(
    "--prompt-file", metavar="FILE", help="The prompt: a file, or - for the input."
)
@click.option("--image", metavar="IMG", help="What moves: a file, or - for the input.")
@model_option("The model of pxe animate that it is for: pixel-engine-v1.1.")
@json_option
def command(
    *,
    prompt: str | None,
    prompt_file: str | None,
    image: str | None,
    model: str | None,
    as_json: bool,
) -> int:
    """Have a prompt rewritten into a precise description, free.

    The text alone is written to the output, so that it can be passed on. With an
    image PROMPT may be empty.

    \b
    Examples:
      pxe enhance "dash sword attack"
      pxe enhance "dash" --image hero.png
      pxe animate hero.png "$(pxe enhance 'dash' --image hero.png)"
    """
    console = Console(as_json=as_json)

    def work() -> int:
        from pixelengine_import.cli.sources import (
            STDIN,
            SourceError,
            read_prompt,
            read_source,
        )
        from pixelengine_import.pipeline.single import still_art
        from pixelengine_import.pipeline.tools import enhance_body

        if (prompt is None) == (prompt_file is None):
            msg = "give a prompt: as PROMPT or by --prompt-file, one of them."
            raise SourceError(msg)
        if prompt_file == image == STDIN:
            msg = "the input is the prompt or the image, not both. Name a file."
            raise SourceError(msg)
        text = prompt if prompt_file is None else read_prompt(prompt_file)
        art: Art | None = None if image is None else read_source(image, still_art)
        body = enhance_body(text or "", model, art)
        return run_async(lambda: _enhance(body, console))

    return tell_errors(console, work)


async def _enhance(body: EnhancePromptBody, console: Console) -> int:
    from pixelengine_import._clock import SystemClock
    from pixelengine_import.cli.environment import open_engine, read_wish
    from pixelengine_import.journal.state import StateFolder

    state = StateFolder.default()
    state.make()
    async with open_engine(read_wish(), state, SystemClock()) as (engine, client):
        answer = await client.enhance_prompt(body)
    console.record("engine", kind=engine.kind, title=engine.title)
    console.record("enhanced_prompt", prompt=answer.enhanced_prompt)
    console.say(" ".join(answer.enhanced_prompt.split()))
    return EXIT_DONE
