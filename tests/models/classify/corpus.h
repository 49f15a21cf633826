// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QByteArray>
#include <QFile>
#include <QMap>
#include <QString>
#include <QVector>

// A table with a header line, from /work/shared: a row is a map from the column's name to its text. Empty when the file
// is absent; then the test skips, saying so.
inline QVector<QMap<QByteArray, QByteArray>> corpusTable(const char* name)
{
    QVector<QMap<QByteArray, QByteArray>> rows;
    QFile file(QString::fromLatin1(SHARED_DIR "/corpora/replies/") + QString::fromLatin1(name));
    if (!file.open(QIODevice::ReadOnly))
        return rows;
    const QList<QByteArray> header = file.readLine().trimmed().split('\t');
    while (!file.atEnd()) {
        QByteArray line = file.readLine();
        while (line.endsWith('\n') || line.endsWith('\r'))
            line.chop(1);
        const QList<QByteArray> cells = line.split('\t');
        QMap<QByteArray, QByteArray> row;
        for (qsizetype i = 0; i < header.size() && i < cells.size(); ++i)
            row.insert(header[i], cells[i]);
        rows.append(row);
    }
    return rows;
}
