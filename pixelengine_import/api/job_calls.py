"""The methods that make jobs, for both clients: twins, line for line.

Each judges what it is given before a byte is sent, and says what became of the request
as a closed union. What was never sent, or refused because the service is busy, is tried
again, and what is free also when its answer is lost; what may have been accepted and
cost credits never is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Unpack

from pixelengine_import.api.flows import submit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pixelengine_import.api.drivers import AsyncDriver, Driver
    from pixelengine_import.api.flows.service import Service
    from pixelengine_import.api.images import Picture
    from pixelengine_import.api.options import (
        AnimateOptions,
        BatchedAnimation,
        GenerateImageOptions,
        KeyframePicture,
        KeyframesOptions,
        PixelateOptions,
        PixelColors,
        RemoveBackgroundOptions,
        RetakeOptions,
        SendOptions,
    )
    from pixelengine_import.api.outcomes import BatchSubmission, Submission
    from pixelengine_import.api.requests import PixelConfig, Wire

__all__ = ["AsyncJobCalls", "JobCalls"]


class AsyncJobCalls:
    """The methods of ``AsyncPixelEngine`` that make jobs.

    All but :meth:`submit` raise InvalidRequestError when the request breaks a rule, and
    return what became of it.
    """

    _service: Service
    _driver: AsyncDriver

    async def animate(
        self, image: Picture, prompt: str, **options: Unpack[AnimateOptions]
    ) -> Submission:
        """Animate a picture; 20 credits.

        Args:
            image: The picture.
            prompt: The animation in words.
            **options: ``model``, ``negative_prompt``, ``pixel_config``,
                ``output_frames``, ``seed``, ``output_format``, ``matte_color``;
                ``intent`` and ``before_send``.
        """
        asked = {"image": image, "prompt": prompt}
        flow = submit.order(self._service, "animate", asked, options)
        return await self._driver.run(flow)

    async def keyframes(
        self,
        frames: Sequence[KeyframePicture],
        prompt: str,
        *,
        render_mode: Literal["pixel", "detailed"],
        total_frames: int,
        **options: Unpack[KeyframesOptions],
    ) -> Submission:
        """Animate between given pictures; 24 credits.

        Args:
            frames: The keyframes, such as ``{"index": 0, "image": "hero.png"}``.
            prompt: The animation in words.
            render_mode: Pixel art, or general pictures.
            total_frames: Number of frames, 3 to 20.
            **options: ``negative_prompt``, ``pixel_config``, ``seed``,
                ``output_format``, ``matte_color``; ``intent`` and ``before_send``.
        """
        asked = {
            "frames": frames,
            "prompt": prompt,
            "render_mode": render_mode,
            "total_frames": total_frames,
        }
        flow = submit.order(self._service, "keyframes", asked, options)
        return await self._driver.run(flow)

    async def generate_image(
        self,
        prompt: str,
        *,
        pixel_config: PixelColors | PixelConfig,
        **options: Unpack[GenerateImageOptions],
    ) -> Submission:
        """Draw a picture, or change one; 6 to 36 credits.

        Args:
            prompt: The picture in words, or what to change in it.
            pixel_config: Colours: a count or a palette.
            **options: ``model``, ``image``, ``seed``; ``intent`` and ``before_send``.
        """
        asked = {"prompt": prompt, "pixel_config": pixel_config}
        flow = submit.order(self._service, "generate_image", asked, options)
        return await self._driver.run(flow)

    async def pixelate(
        self, image: Picture, **options: Unpack[PixelateOptions]
    ) -> Submission:
        """Turn a picture into pixel art; free.

        Args:
            image: The picture.
            **options: ``colors`` or ``palette``; ``intent`` and ``before_send``.
        """
        flow = submit.order(self._service, "pixelate", {"image": image}, options)
        return await self._driver.run(flow)

    async def remove_background(
        self, image: Picture, **options: Unpack[RemoveBackgroundOptions]
    ) -> Submission:
        """Cut out a picture or an animation; 2 credits.

        Args:
            image: A PNG, or a WebP that may be animated.
            **options: ``rmbg_alpha_threshold``; ``intent`` and ``before_send``.
        """
        asked = {"image": image}
        flow = submit.order(self._service, "remove_background", asked, options)
        return await self._driver.run(flow)

    async def submit(
        self,
        endpoint: str,
        body: Mapping[str, object] | Wire,
        *,
        intent: str | None = None,
        before_send: Callable[[], None] | None = None,
    ) -> Submission:
        """Send one body that makes a job; once, when it may cost credits.

        Args:
            endpoint: Name of the endpoint: ``animate``.
            body: A body model, which is judged first; or JSON, which is sent as it is:
                for what this release does not know.
            intent: A name for this request, sent as ``Idempotency-Key``; the service
                is not known to honour it.
            before_send: Called once the connection stands and before the first byte
                leaves: what it writes down is true from then on.

        Returns:
            What became of it. Only :class:`Ambiguous` leaves room for doubt.

        Raises:
            InvalidRequestError: The body model breaks a rule; nothing was sent.
            ValueError: The endpoint makes no job, or takes another body.
        """
        how = {"intent": intent, "before_send": before_send}
        flow = submit.submit(self._service, endpoint, body, how)
        return await self._driver.run(flow)

    # -- observed on the live service, and not in the API reference ----------------

    async def retake(
        self,
        image: Picture,
        prompt: str,
        *,
        render_mode: Literal["pixel", "detailed"],
        start_frame: int,
        end_frame: int,
        **options: Unpack[RetakeOptions],
    ) -> Submission:
        """Make some frames of a strip anew; observed, 24 credits.

        Args:
            image: The strip.
            prompt: The animation in words.
            render_mode: Pixel art, or general pictures.
            start_frame: The first frame that is made anew, from 0.
            end_frame: The last one.
            **options: As of :meth:`keyframes`.
        """
        asked = {
            "image": image,
            "prompt": prompt,
            "render_mode": render_mode,
            "retake_region": {"start_frame": start_frame, "end_frame": end_frame},
        }
        flow = submit.order(self._service, "retake", asked, options)
        return await self._driver.run(flow)

    async def animate_batch(
        self, jobs: Sequence[BatchedAnimation], **options: Unpack[SendOptions]
    ) -> BatchSubmission:
        """Ask for several animations at once; observed, 20 and 12 for each further.

        Args:
            jobs: What :meth:`animate` takes, each as a dictionary.
            **options: ``intent`` and ``before_send``.

        Returns:
            What became of it.

        Raises:
            InvalidRequestError: One breaks a rule, or the client was not made with
                ``observed=True``; nothing was sent.
        """
        return await self._driver.run(submit.order_batch(self._service, jobs, options))


class JobCalls:
    """The methods of ``PixelEngine`` that make jobs.

    All but :meth:`submit` raise InvalidRequestError when the request breaks a rule, and
    return what became of it.
    """

    _service: Service
    _driver: Driver

    def animate(
        self, image: Picture, prompt: str, **options: Unpack[AnimateOptions]
    ) -> Submission:
        """Animate a picture; 20 credits.

        Args:
            image: The picture.
            prompt: The animation in words.
            **options: ``model``, ``negative_prompt``, ``pixel_config``,
                ``output_frames``, ``seed``, ``output_format``, ``matte_color``;
                ``intent`` and ``before_send``.
        """
        asked = {"image": image, "prompt": prompt}
        flow = submit.order(self._service, "animate", asked, options)
        return self._driver.run(flow)

    def keyframes(
        self,
        frames: Sequence[KeyframePicture],
        prompt: str,
        *,
        render_mode: Literal["pixel", "detailed"],
        total_frames: int,
        **options: Unpack[KeyframesOptions],
    ) -> Submission:
        """Animate between given pictures; 24 credits.

        Args:
            frames: The keyframes, such as ``{"index": 0, "image": "hero.png"}``.
            prompt: The animation in words.
            render_mode: Pixel art, or general pictures.
            total_frames: Number of frames, 3 to 20.
            **options: ``negative_prompt``, ``pixel_config``, ``seed``,
                ``output_format``, ``matte_color``; ``intent`` and ``before_send``.
        """
        asked = {
            "frames": frames,
            "prompt": prompt,
            "render_mode": render_mode,
            "total_frames": total_frames,
        }
        flow = submit.order(self._service, "keyframes", asked, options)
        return self._driver.run(flow)

    def generate_image(
        self,
        prompt: str,
        *,
        pixel_config: PixelColors | PixelConfig,
        **options: Unpack[GenerateImageOptions],
    ) -> Submission:
        """Draw a picture, or change one; 6 to 36 credits.

        Args:
            prompt: The picture in words, or what to change in it.
            pixel_config: Colours: a count or a palette.
            **options: ``model``, ``image``, ``seed``; ``intent`` and ``before_send``.
        """
        asked = {"prompt": prompt, "pixel_config": pixel_config}
        flow = submit.order(self._service, "generate_image", asked, options)
        return self._driver.run(flow)

    def pixelate(
        self, image: Picture, **options: Unpack[PixelateOptions]
    ) -> Submission:
        """Turn a picture into pixel art; free.

        Args:
            image: The picture.
            **options: ``colors`` or ``palette``; ``intent`` and ``before_send``.
        """
        flow = submit.order(self._service, "pixelate", {"image": image}, options)
        return self._driver.run(flow)

    def remove_background(
        self, image: Picture, **options: Unpack[RemoveBackgroundOptions]
    ) -> Submission:
        """Cut out a picture or an animation; 2 credits.

        Args:
            image: A PNG, or a WebP that may be animated.
            **options: ``rmbg_alpha_threshold``; ``intent`` and ``before_send``.
        """
        asked = {"image": image}
        flow = submit.order(self._service, "remove_background", asked, options)
        return self._driver.run(flow)

    def submit(
        self,
        endpoint: str,
        body: Mapping[str, object] | Wire,
        *,
        intent: str | None = None,
        before_send: Callable[[], None] | None = None,
    ) -> Submission:
        """Send one body that makes a job; once, when it may cost credits.

        Args:
            endpoint: Name of the endpoint: ``animate``.
            body: A body model, which is judged first; or JSON, which is sent as it is:
                for what this release does not know.
            intent: A name for this request, sent as ``Idempotency-Key``; the service
                is not known to honour it.
            before_send: Called once the connection stands and before the first byte
                leaves: what it writes down is true from then on.

        Returns:
            What became of it. Only :class:`Ambiguous` leaves room for doubt.

        Raises:
            InvalidRequestError: The body model breaks a rule; nothing was sent.
            ValueError: The endpoint makes no job, or takes another body.
        """
        how = {"intent": intent, "before_send": before_send}
        flow = submit.submit(self._service, endpoint, body, how)
        return self._driver.run(flow)

    # -- observed on the live service, and not in the API reference ----------------

    def retake(
        self,
        image: Picture,
        prompt: str,
        *,
        render_mode: Literal["pixel", "detailed"],
        start_frame: int,
        end_frame: int,
        **options: Unpack[RetakeOptions],
    ) -> Submission:
        """Make some frames of a strip anew; observed, 24 credits.

        Args:
            image: The strip.
            prompt: The animation in words.
            render_mode: Pixel art, or general pictures.
            start_frame: The first frame that is made anew, from 0.
            end_frame: The last one.
            **options: As of :meth:`keyframes`.
        """
        asked = {
            "image": image,
            "prompt": prompt,
            "render_mode": render_mode,
            "retake_region": {"start_frame": start_frame, "end_frame": end_frame},
        }
        flow = submit.order(self._service, "retake", asked, options)
        return self._driver.run(flow)

    def animate_batch(
        self, jobs: Sequence[BatchedAnimation], **options: Unpack[SendOptions]
    ) -> BatchSubmission:
        """Ask for several animations at once; observed, 20 and 12 for each further.

        Args:
            jobs: What :meth:`animate` takes, each as a dictionary.
            **options: ``intent`` and ``before_send``.

        Returns:
            What became of it.

        Raises:
            InvalidRequestError: One breaks a rule, or the client was not made with
                ``observed=True``; nothing was sent.
        """
        return self._driver.run(submit.order_batch(self._service, jobs, options))
