"""REST, WebSocket, sign-in and the web page: forwards and computes nothing."""
