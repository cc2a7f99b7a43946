/* The bare limit of a fan-out: one WebSocket frame per tick, one send() per client, nothing else.
 *
 * usage: fanout PORT NATS_PORT USER PASSWORD SUBJECT
 *
 * It subscribes to SUBJECT on a NATS server like every other design, so that all are fed alike. What a
 * client's socket does not take at once waits in a buffer of that client. The handshake answers
 * with a constant key: clients of a benchmark do not check it.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST_FILES = 65536, READ_SIZE = 1 << 20, EVENTS = 1024 };

struct client {
    int is_open;               /* upgraded, and therefore served */
    char *waiting;             /* what the socket has not taken yet */
    size_t start, end, room;
};

static struct client clients[MOST_FILES];
static int served[MOST_FILES], served_count;
static int poll_fd;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int tcp_socket(void) {
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    if (fd < 0) fail("socket");
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

static struct sockaddr_in loopback(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static void watch(int fd, unsigned events, int operation) {
    struct epoll_event event = {.events = events, .data.fd = fd};
    if (epoll_ctl(poll_fd, operation, fd, &event) < 0) fail("epoll_ctl");
}

static void drop_client(int fd) {
    struct client *c = &clients[fd];
    for (int i = 0; i < served_count; i++)
        if (served[i] == fd) {
            memmove(&served[i], &served[i + 1], sizeof(int) * (size_t)(--served_count - i));
            break;
        }
    free(c->waiting);
    memset(c, 0, sizeof *c);
    close(fd);
}

static void keep(int fd, const char *data, size_t size) {
    struct client *c = &clients[fd];
    if (c->start == c->end) {
        c->start = c->end = 0;
        watch(fd, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
    }
    if (c->end + size > c->room) {
        c->room = (c->end + size) * 2;
        c->waiting = realloc(c->waiting, c->room);
        if (!c->waiting) fail("realloc");
    }
    memcpy(c->waiting + c->end, data, size);
    c->end += size;
}

static void send_frame(int fd, const char *frame, size_t size) {
    struct client *c = &clients[fd];
    ssize_t done = 0;
    if (c->start == c->end) {
        done = send(fd, frame, size, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (done < 0 && errno != EAGAIN) return; /* the read side notices and drops it */
        if (done < 0) done = 0;
    }
    if ((size_t)done < size) keep(fd, frame + done, size - (size_t)done);
}

static void flush_client(int fd) {
    struct client *c = &clients[fd];
    ssize_t done = send(fd, c->waiting + c->start, c->end - c->start, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (done > 0) c->start += (size_t)done;
    if (c->start == c->end) watch(fd, EPOLLIN, EPOLL_CTL_MOD);
}

static void fan_out(const char *payload, size_t size) {
    static char frame[READ_SIZE + 16];
    size_t head;
    frame[0] = (char)0x81;
    if (size < 126) {
        frame[1] = (char)size;
        head = 2;
    } else {
        frame[1] = 126;
        frame[2] = (char)(size >> 8);
        frame[3] = (char)size;
        head = 4;
    }
    memcpy(frame + head, payload, size);
    for (int i = 0; i < served_count; i++) send_frame(served[i], frame, head + size);
}

static void read_client(int fd) {
    static const char answer[] =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    char text[4096];
    ssize_t got = recv(fd, text, sizeof text, MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EAGAIN)) {
        drop_client(fd);
    } else if (got > 0 && !clients[fd].is_open) {
        clients[fd].is_open = 1;
        served[served_count++] = fd;
        send_frame(fd, answer, sizeof answer - 1);
    }
}

/* NATS: a MSG line names the size of the payload that follows; PING wants PONG. */
static void read_bus(int fd) {
    static char text[READ_SIZE];
    static size_t have;
    ssize_t got = recv(fd, text + have, sizeof text - have, MSG_DONTWAIT);
    if (got <= 0) {
        if (got < 0 && errno == EAGAIN) return;
        fail("the NATS server has gone");
    }
    have += (size_t)got;
    size_t at = 0;
    for (;;) {
        char *end = memmem(text + at, have - at, "\r\n", 2);
        if (!end) break;
        size_t line = (size_t)(end - (text + at)) + 2;
        if (!memcmp(text + at, "PING", 4)) {
            if (send(fd, "PONG\r\n", 6, MSG_NOSIGNAL) < 0) fail("send");
        } else if (!memcmp(text + at, "MSG ", 4)) {
            char *size_text = end;
            while (size_text[-1] != ' ') size_text--;
            size_t size = strtoul(size_text, NULL, 10);
            if (at + line + size + 2 > have) break;
            fan_out(text + at + line, size);
            line += size + 2;
        }
        at += line;
    }
    memmove(text, text + at, have - at);
    have -= at;
}

static int join_bus(int port, const char *user, const char *password, const char *subject) {
    char text[2048];
    struct sockaddr_in address = loopback(port);
    int fd = tcp_socket();
    if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) fail("connect");
    if (recv(fd, text, sizeof text, 0) <= 0) fail("INFO");
    int size = snprintf(text, sizeof text,
                        "CONNECT {\"verbose\":false,\"user\":\"%s\",\"pass\":\"%s\"}\r\nSUB %s 1\r\n",
                        user, password, subject);
    if (send(fd, text, (size_t)size, MSG_NOSIGNAL) != size) fail("send");
    return fd;
}

int main(int count, char **arguments) {
    if (count != 6) {
        fprintf(stderr, "usage: fanout PORT NATS_PORT USER PASSWORD SUBJECT\n");
        return 2;
    }
    poll_fd = epoll_create1(0);
    int bus = join_bus(atoi(arguments[2]), arguments[3], arguments[4], arguments[5]);
    watch(bus, EPOLLIN, EPOLL_CTL_ADD);
    struct sockaddr_in address = loopback(atoi(arguments[1]));
    int door = tcp_socket();
    if (bind(door, (struct sockaddr *)&address, sizeof address) < 0 || listen(door, 1024) < 0)
        fail("listen");
    watch(door, EPOLLIN, EPOLL_CTL_ADD);
    struct epoll_event events[EVENTS];
    for (;;) {
        int ready = epoll_wait(poll_fd, events, EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            int fd = events[i].data.fd;
            if (fd == bus) {
                read_bus(fd);
            } else if (fd == door) {
                int fresh = accept4(door, NULL, NULL, SOCK_NONBLOCK), on = 1;
                if (fresh < 0 || fresh >= MOST_FILES) continue;
                setsockopt(fresh, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                watch(fresh, EPOLLIN, EPOLL_CTL_ADD);
            } else {
                if (events[i].events & EPOLLOUT) flush_client(fd);
                if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) read_client(fd);
            }
        }
    }
}
