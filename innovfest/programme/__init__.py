"""The programme: tracks, sessions, slots, speakers, where and when they are, and what was released."""
