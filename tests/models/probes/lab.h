// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "tests/models/probes/certificates.h"
#include <QDir>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace mv {

// Servers on loopback addresses, in a folder of their own: a real dnsmasq with the test's zone, and the SMTP and HTTPS
// servers of labserver.py. All end with it.
class Lab {
public:
    Lab()
        : authority(issue({ QStringLiteral("Lab root"), {}, -1, 30, true }))
    {
        writePem(authority, path(), QStringLiteral("root"));
    }
    ~Lab()
    {
        for (QProcess* process : { &m_dns, &m_servers }) {
            process->kill();
            process->waitForFinished();
        }
    }
    Lab(const Lab&) = delete;
    Lab& operator=(const Lab&) = delete;

    const Issued authority;
    QString path() const { return m_folder.path(); }
    QString rootFile() const { return m_folder.filePath(QStringLiteral("root.pem")); }
    int smtpPort = 0, httpsPort = 0;
    std::string resolver() const { return QStringLiteral("127.0.0.1@%1").arg(m_dnsPort).toStdString(); }

    static QString dnsmasq()
    {
        const QString found = QStandardPaths::findExecutable(QStringLiteral("dnsmasq"));
        return found.isEmpty()
            ? QStandardPaths::findExecutable(QStringLiteral("dnsmasq"), { QStringLiteral("/usr/sbin") })
            : found;
    }

    // Starts dnsmasq again with these lines of its configuration; what they do not have under com and arpa does not
    // exist.
    bool publish(const QStringList& zone)
    {
        m_dns.kill();
        m_dns.waitForFinished();
        if (m_dnsPort == 0)
            m_dnsPort = freePort();
        QFile file(m_folder.filePath(QStringLiteral("dnsmasq.conf")));
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate))
            return false;
        const QStringList always { QStringLiteral("port=%1").arg(m_dnsPort), QStringLiteral("listen-address=127.0.0.1"),
            QStringLiteral("bind-interfaces"), QStringLiteral("no-resolv"), QStringLiteral("no-hosts"),
            QStringLiteral("no-poll"), QStringLiteral("keep-in-foreground"), QStringLiteral("local=/com/"),
            QStringLiteral("local=/arpa/"), QStringLiteral("pid-file="), QStringLiteral("user="),
            QStringLiteral("group=") };
        file.write((always + zone).join(u'\n').toUtf8() + '\n');
        file.close();
        m_dns.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_dns.start(dnsmasq(),
            { QStringLiteral("--conf-file=") + file.fileName(), QStringLiteral("--log-facility=/dev/null") });
        return m_dns.waitForStarted() && answers();
    }

    // A certificate for these names, from the lab's root unless told otherwise.
    void certify(const QString& name, CertificateWish wish, bool selfSigned = false)
    {
        if (wish.commonName.isEmpty())
            wish.commonName = name;
        writePem(issue(wish, selfSigned ? nullptr : &authority), path(), name);
    }

    // Servers as "ADDRESS MODE CERTIFICATE".
    bool serve(const QStringList& servers)
    {
        m_servers.kill();
        m_servers.waitForFinished();
        QStringList arguments { QStringLiteral(SOURCE_DIR "/tests/models/probes/labserver.py") };
        for (const QString& server : servers) {
            const QStringList words = server.split(u' ');
            const QString file = m_folder.filePath(words[2]);
            arguments << words[0] << words[1] << file + QStringLiteral(".pem") << file + QStringLiteral(".key");
        }
        m_servers.setReadChannel(QProcess::StandardOutput);
        m_servers.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_servers.start(QStringLiteral("/usr/bin/python3"), arguments);
        while (!m_servers.canReadLine()) {
            if (!m_servers.waitForReadyRead(30'000))
                return false;
        }
        const QStringList ready = QString::fromUtf8(m_servers.readLine()).simplified().split(u' ');
        smtpPort = ready.value(1).toInt();
        httpsPort = ready.value(2).toInt();
        return ready.value(0) == u"ready";
    }

    // What clients said to the SMTP servers so far: "ADDRESS COMMAND".
    QStringList said()
    {
        QThread::msleep(200); // what was sent last is still on its way
        m_servers.waitForReadyRead(0);
        QStringList lines;
        while (m_servers.canReadLine())
            lines << QString::fromUtf8(m_servers.readLine()).trimmed();
        return lines;
    }

    // A port that is free for UDP and TCP just now.
    static int freePort()
    {
        const int fd = socket(AF_INET, SOCK_DGRAM, 0);
        sockaddr_in address {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        bind(fd, reinterpret_cast<sockaddr*>(&address), size);
        getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
        close(fd);
        return ntohs(address.sin_port);
    }

private:
    // dnsmasq listens to TCP when it is ready.
    bool answers() const
    {
        for (int i = 0; i < 100; ++i, QThread::msleep(50)) {
            const int fd = socket(AF_INET, SOCK_STREAM, 0);
            sockaddr_in address {};
            address.sin_family = AF_INET;
            address.sin_port = htons(static_cast<std::uint16_t>(m_dnsPort));
            address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            const bool connected = connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
            close(fd);
            if (connected)
                return true;
        }
        return false;
    }

    QTemporaryDir m_folder;
    QProcess m_dns, m_servers;
    int m_dnsPort = 0;
};

} // namespace mv
