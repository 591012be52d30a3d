//! Domain to prompt text, answer text to domain; never a socket.
