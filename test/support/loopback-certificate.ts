import { createPrivateKey, X509Certificate } from 'node:crypto';

/** Of no use but to be distrusted: a certificate for 127.0.0.1 that signs itself, valid until 2126. */
export const loopbackCertificate = {
  key: createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: 'ZFzellcYgb0E7uMzD2PDUsfoSOFAUJtQlkCldokyJhc',
      y: 'ucwSjs1XtbJ3pKk9Da8YbZQEL3ItZmGSvn_ogZbu3OY',
      d: 'L6s_pgmYqT2JA2Nvue42yGVNSSlXQBfXj703Lhb5QFM',
    },
  }).export({ type: 'pkcs8', format: 'pem' }),
  cert: new X509Certificate(
    Buffer.from(
      [
        'MIIBmTCCAT+gAwIBAgIUQtoa5kJMxbwNof4E/zglB0U5UzMwCgYIKoZIzj0EAwIwEzERMA8GA1UEAwwIbG9vcGJhY2swIBcNMjYx',
        'MTIyMTk0NzIzWhgPMjEyNjEwMjkxOTQ3MjNaMBMxETAPBgNVBAMMCGxvb3BiYWNrMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE',
        'ZFzellcYgb0E7uMzD2PDUsfoSOFAUJtQlkCldokyJhe5zBKOzVe1snekqT0NrxhtlAQvci1mYZK+f+iBlu7c5qNvMG0wHQYDVR0O',
        'BBYEFOAIz6VyIeFG6lOktMyzuW4jZ+dXMB8GA1UdIwQYMBaAFOAIz6VyIeFG6lOktMyzuW4jZ+dXMA8GA1UdEwEB/wQFMAMBAf8w',
        'GgYDVR0RBBMwEYcEfwAAAYIJbG9jYWxob3N0MAoGCCqGSM49BAMCA0gAMEUCIQDhXHPkeK6wSm+oDTNFyy+uLbBC12T5nWOUTEix',
        'ojAMIwIgUyp8SAoZAksyvFTI11mrrs84En97tA96YlZPNEwKjNY=',
      ].join(''),
      'base64',
    ),
  ).toString(),
};
