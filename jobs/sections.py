"""What every part of the configuration file is made from."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A part of the file; an unknown key in it is refused by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)
