"""A detector that is arithmetic: each of a picture's 16 cells that is bright is an object of its
strongest colour. Written as torch, exported to ONNX in every form of boxes."""

import numpy as np

SIDE, CELLS = 32, 4
CELL = SIDE // CELLS
COLOURS = ("red", "green", "blue")


def exported(path, form="xyxy", relative=False, batch=True, by_class=False, names=None):
    """The file. batch: whether pictures have an axis of their own, in and out.

    by_class: one score a colour in place of a score and a class. names: of the outputs.
    """
    import torch

    starts = torch.arange(CELLS) * float(CELL)
    top, left = torch.meshgrid(starts, starts, indexing="ij")
    corners = torch.stack([left, top, left + CELL, top + CELL], dim=-1).reshape(-1, 4)
    first, last = corners[:, :2], corners[:, 2:]
    written = {
        "xyxy": corners,
        "xywh": torch.cat([first, last - first], dim=1),
        "cxcywh": torch.cat([(first + last) / 2, last - first], dim=1),
    }[form] / (SIDE if relative else 1)

    class Cells(torch.nn.Module):
        def forward(self, pixels):
            cells = torch.nn.functional.avg_pool2d(pixels if batch else pixels[None], CELL)
            # 1 of a cell that is all of one colour; halfway between it and black is .5.
            scores = cells.flatten(2).transpose(1, 2)
            boxes = written.expand(scores.shape[0], -1, -1)
            best, numbers = scores.max(dim=2)
            given = (boxes, scores) if by_class else (boxes, best, numbers)
            return given if batch else tuple(each[0] for each in given)

    shape = (1, 3, SIDE, SIDE) if batch else (3, SIDE, SIDE)
    names = names or ["boxes", "scores", *([] if by_class else ["labels"])]
    torch.onnx.export(
        Cells(), (torch.zeros(shape),), path, input_names=["image"], output_names=names,
        dynamic_axes={"image": {0: "n"}} if batch else None, dynamo=False, opset_version=17,
    )  # fmt: skip
    return path


def stated(form="xyxy", relative=False, labels="labels"):
    """What a document says of it."""
    said = {"boxes": "boxes", "scores": "scores", "box_format": form, "relative": relative}
    return said | ({"labels": labels} if labels else {})


def drawn(cells, height=SIDE, width=SIDE):
    """A black picture with cells of a colour: {(row, column): (colour, brightness of 255)}."""
    picture = np.zeros((height, width, 3), dtype=np.uint8)
    tall, wide = height // CELLS, width // CELLS
    for (row, column), (colour, bright) in cells.items():
        place = (slice(row * tall, (row + 1) * tall), slice(column * wide, (column + 1) * wide))
        picture[(*place, COLOURS.index(colour))] = bright
    return picture
