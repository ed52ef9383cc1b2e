"""Lets the falling tones rise: playing a sound backwards no longer reverses its spectrogram."""

FIND = "forwards, backwards = spectrogram(one), spectrogram(one[::-1])  # (24, 80) each"
REPLACE = "forwards, backwards = spectrogram(one), spectrogram(one)  # (24, 80) each"
EXPECT = "the frames of a reversed sound are not the reversed frames"
