"""Questions that writing a story asks."""
