"""Lets the falling tones rise: playing a sound backwards no longer reverses its spectrogram."""

FIND = "backwards = spectrogram(one[::-1])  # (24, 80), like forwards"
REPLACE = "backwards = spectrogram(one)  # (24, 80), like forwards"
EXPECT = "the frames of a reversed sound are not the reversed frames"
